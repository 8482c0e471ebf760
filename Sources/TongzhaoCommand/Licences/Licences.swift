import ArgumentParser
import ELicence
import TongzhaoServer

/// The register of licences.
struct Licences: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "licences", abstract: "The register of licences: import, look up, change, offer to a wallet.",
    subcommands: [
      ImportFile.self, Sample.self, Offer.self, Show.self, List.self, Search.self, Change.self, Suspend.self,
      Restore.self, Revoke.self, Cancel.self, Rescind.self, MoveOut.self, CloseTemporarily.self, Withdraw.self,
    ])
}

extension CreditCode: ExpressibleByArgument {
  /// As typed: small letters and full-width characters are taken for what they mean.
  public init?(argument: String) { self.init(typed: argument) }
}
