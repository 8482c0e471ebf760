import ArgumentParser
import ELicence
import JOSE
import LicenceIssuer
import TongzhaoServer

/// The register of licences.
struct Licences: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The register of licences: import, look up, change, offer to a wallet.",
    subcommands: [
      ImportFile.self, Sample.self, Offer.self, Show.self, List.self, Search.self, Change.self, Suspend.self,
      Restore.self, Revoke.self, Cancel.self, Rescind.self, MoveOut.self, CloseTemporarily.self, Withdraw.self,
    ])

  /// The registrar over the database that these settings name.
  static func registrar(_ options: SettingsOption) async throws -> Registrar {
    let settings = try await LicenceIssuerSettings.read(file: options.settings)
    return LicenceIssuerProcess.registrar(settings, try await .licenceIssuer(settings, at: .now()))
  }
}

extension CreditCode: ExpressibleByArgument {
  /// As typed: small letters and full-width characters are taken for what they mean.
  public init?(argument: String) {
    do { self = try CreditCode(CreditCode.normalised(argument)) } catch { return nil }
  }
}

extension RegisteredLicence {
  /// For programs.
  var json: JSONObject {
    var json = particulars.json
    json["registration_state"] = .string(state.rawValue)
    json["version"] = .integer(Int64(version))
    json["registered_at"] = .integer(registeredAt.seconds)
    json["changed_at"] = .integer(changedAt.seconds)
    return json
  }

  /// For a person at a terminal.
  var line: String { "\(uscc)  \(state.chinese)  \(particulars.entityName ?? "（无名称）")" }
}
