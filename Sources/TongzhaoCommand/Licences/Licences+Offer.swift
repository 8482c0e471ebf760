import ArgumentParser
import ELicence
import JOSE
import LicenceIssuer
import OAuth
import QRCode
import TongzhaoServer

extension Licences {
  struct Offer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Offer a licence to a person's wallet: a link, a QR code, and six digits to be told apart from it.",
      discussion: """
        A new phone receives the licence by another offer; what the former phone holds is then invalid at once.

        Example: tongzhao licences offer 91419001MA00000079 --holder legal_representative --settings licence-issuer.json
        """)

    @Argument(help: "The unified social credit code.") var code: CreditCode
    @Option(help: "\(HolderRole.allCases.map(\.rawValue).joined(separator: ", ")).") var holder: HolderRole
    @Option(help: "The person's name; a legal representative's is on the licence.") var name: String?
    @Option(help: "An identifier of the person, never the number of a document.") var holderID: String?
    @Option(help: "A matter that an agent may do; may be repeated. None: any business.") var matter: [String] = []
    @Option(help: "First day of a delegation, as 2026-01-31.") var from: String?
    @Option(help: "Last day of a delegation, inclusive.") var until: String?
    @OptionGroup var options: SettingsOption
    @Flag(help: "As JSON: offer_uri, link, tx_code, expires_at, holder_id.") var json = false

    func run() async throws {
      let registrar = try await Licences.registrar(options)
      let delegation = try delegation()
      let handout = try await Terminal.explaining {
        try await registrar.offer(
          code, role: holder, name: name, holderID: holderID, delegation: delegation, at: .now())
      }
      if json {
        let answer: JSON = [
          "offer_uri": .string(handout.walletLink), "link": .string(handout.address),
          "tx_code": .string(handout.transactionCode.revealed()), "expires_at": .integer(handout.expiresAt.seconds),
          "holder_id": .string(handout.holder.holder.id),
        ]
        print(answer.text)
        return
      }
      if Terminal.isOutputATerminal { print(try QRCode(handout.walletLink).terminalText) }
      print(handout.walletLink)
      print("领取码 Code: \(handout.transactionCode.revealed())")
      print("有效期至 Valid until: \(handout.expiresAt.text)")
    }

    private func delegation() throws -> Delegation? {
      guard holder != .legalRepresentative, holder == .agent || from != nil || until != nil || !matter.isEmpty else {
        return nil
      }
      return Delegation(
        matters: matter, notBefore: try day(from), notAfter: try day(until),
        grantedBy: HolderRole.legalRepresentative.rawValue)
    }

    private func day(_ text: String?) throws -> CalendarDate? {
      guard let text else { return nil }
      guard let day = CalendarDate(text) else { throw ValidationError("'\(text)' is no day, as 2026-01-31") }
      return day
    }
  }
}

extension HolderRole: ExpressibleByArgument {}
