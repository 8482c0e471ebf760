package import ELicence
import Foundation
import JOSE

/// The trust list as the operator keeps it: a JSON file `{"anchors": [{"region", "name", "certificate", "types",
/// "issuers"}]}` with PEM certificates.
package enum TrustListFile {
  package static func read(_ path: String) throws(UnusableSettings) -> TrustList {
    let list: TrustList?
    do {
      list = TrustList(json: try JSON(parsing: [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))))
    } catch {
      throw Self.mistake("\(path) cannot be read as JSON: \(error)")
    }
    guard let list else { throw Self.mistake("\(path) has an entry that is no trust anchor") }
    return list
  }

  private static func mistake(_ reason: String) -> UnusableSettings {
    UnusableSettings(mistakes: [SettingMistake(name: "trust.licence-issuers", reason: reason)])
  }
}
