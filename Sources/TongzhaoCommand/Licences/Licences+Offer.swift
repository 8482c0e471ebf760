import ArgumentParser
import ELicence
import Foundation
import JOSE
import KeyCustody
import QRCode
import TongzhaoServer

extension Licences {
  struct Offer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "offer",
      abstract: "Offer a licence to a person's wallet: a link, a QR code, and six digits to be told apart from it.",
      discussion: """
        A new phone receives the licence by another offer; what the former phone holds is then invalid at once. A
        manager's or an agent's identity document goes into the licence when it comes with an offer, from a file and
        never on the command line: one line with its kind and its number, as 居民身份证 or resident_identity_card before
        it. It stays with the person until another comes. A legal representative's is in the register.

        Example: tongzhao licences offer 91419001MA00000079 --holder legal_representative --settings licence-issuer.json

        Example: tongzhao licences offer 91419001MA00000079 --holder licence_manager --name 王芳 --document-file - \
          --settings licence-issuer.json
        """)

    @Argument(help: "The unified social credit code.") var code: CreditCode
    @Option(help: "\(HolderRole.allCases.map(\.rawValue).joined(separator: ", ")).") var holder: HolderRole
    @Option(help: "The person's name; a legal representative's is on the licence.") var name: String?
    @Option(help: "An identifier of the person, never the number of a document.") var holderID: String?
    @Option(help: "A file of mode 0600 with the person's identity document, or - for standard input.")
    var documentFile: String?
    @Option(help: "A matter that an agent may do; may be repeated. None: any business.") var matter: [String] = []
    @Option(help: "First day of a delegation, as 2026-01-31.") var from: String?
    @Option(help: "Last day of a delegation, inclusive.") var until: String?
    @OptionGroup var options: OperatorOptions

    func run() async throws {
      let command = OfferLicence(
        code, to: holder, name: name, holderID: holderID, matters: matter, from: try day(from), until: try day(until))
      guard let answer = try await options.ask(command, content: try await Terminal.operating { try document() }) else {
        return
      }
      if !options.json, Terminal.isOutputATerminal, let link = answer.json["offer_uri"]?.string {
        print(try QRCode(link).terminalText)
      }
      try options.tell(answer)
    }

    private func document() throws -> OperatorContent? {
      guard let documentFile else { return nil }
      if documentFile == "-" {
        return .bytes([UInt8](try FileHandle.standardInput.read(upToCount: OfferLicence.documentLimit) ?? Data()))
      }
      return .bytes(try PrivateFile.read(documentFile, limit: OfferLicence.documentLimit))
    }

    private func day(_ text: String?) throws -> CalendarDate? {
      guard let text else { return nil }
      guard let day = CalendarDate(text) else { throw ValidationError("'\(text)' is no day, as 2026-01-31") }
      return day
    }
  }
}

extension HolderRole: ExpressibleByArgument {}
