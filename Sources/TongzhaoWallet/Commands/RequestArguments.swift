import ArgumentParser
import Wallet

/// How a request comes to the command: exactly one way.
struct RequestArguments: ParsableArguments {
  @Argument(help: "The text of the QR code, or an openid4vp: link.") var request: String?
  @Option(help: "An image with the QR code, such as a screenshot.") var image: String?
  @Option(help: "The eight digits that the page shows.") var code: String?
  @Option(help: "The address of the login service whose page shows the digits.") var at: String?

  func validate() throws {
    guard [request, image, code].count(where: { $0 != nil }) == 1 else {
      throw ValidationError("give one of: the text of the QR code or a link, --image FILE, --code DIGITS --at ADDRESS")
    }
    guard (code == nil) == (at == nil) else { throw ValidationError("--code and --at belong together") }
    guard at == nil || input(at, code) != nil else { throw ValidationError("--at must be an https address") }
  }

  /// What to begin with.
  func input() throws -> RequestInput {
    if let image { return .text(try QRImage.text(in: image)) }
    if let input = input(at, code) { return input }
    return .text(request ?? "")
  }

  private func input(_ server: String?, _ code: String?) -> RequestInput? {
    guard let server, let code else { return nil }
    return RequestInput(typedCode: code, at: server)
  }
}
