import Foundation
import JOSE
package import KeyCustody

/// A private key's file and its passphrase on their way to the server: as content, which nobody logs, never as parameters.
package struct KeyImportEnvelope: Sendable {
  /// More is no key.
  package static let limit = 262_144
  private let file: [UInt8]
  private let passphrase: [UInt8]?

  package init(file: [UInt8], passphrase: [UInt8]?) {
    self.file = file
    self.passphrase = passphrase
  }

  package init(_ content: OperatorContent) throws {
    guard let members = try? JSON(parsing: try content.bytes(atMost: Self.limit)).object,
      let file = members["file"]?.string.flatMap(Base64URL.decode)
    else { throw OperatorParameterMistake.notAllowed("content", reason: "must be an envelope with a key's file") }
    self.file = file
    passphrase = members["passphrase"]?.string.flatMap(Base64URL.decode)
  }

  package var content: OperatorContent {
    var members: JSONObject = ["file": .string(Base64URL.encode(file))]
    members["passphrase"] = passphrase.map { .string(Base64URL.encode($0)) }
    return .bytes(members.serialized())
  }

  /// Reads it, also before it is sent: what is no key is refused where the file lies.
  package func opened() throws(KeyImport.Refusal) -> KeyImport { try KeyImport(file, passphrase: passphrase) }
}

extension KeyImport.Refusal: OperatorFault {
  package var lines: [String] { [sentence] }
}
