import ArgumentParser
import ELicence
import JOSE
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
    @OptionGroup var options: OperatorOptions

    func run() async throws {
      let command = OfferLicence(
        code, to: holder, name: name, holderID: holderID, matters: matter, from: try day(from), until: try day(until))
      guard let answer = try await options.ask(command) else { return }
      if !options.json, Terminal.isOutputATerminal, let link = answer.json["offer_uri"]?.string {
        print(try QRCode(link).terminalText)
      }
      try options.tell(answer)
    }

    private func day(_ text: String?) throws -> CalendarDate? {
      guard let text else { return nil }
      guard let day = CalendarDate(text) else { throw ValidationError("'\(text)' is no day, as 2026-01-31") }
      return day
    }
  }
}

extension HolderRole: ExpressibleByArgument {}
