import Crypto
import Hummingbird
import JOSE
import Logging

/// What the machine and the HTTP stack cost by themselves, for `deploy/bench` to divide by: an application that says hello,
/// and one that makes and signs one ES256 token, without clients, storage or rules.
@main
enum Floor {
  /// - `floor PORT` serves on the loopback until it is ended; `floor crypto` measures signatures, and prints JSON.
  static func main() async throws {
    let arguments = CommandLine.arguments
    if arguments.last == "crypto" { return print(try SignatureRates.measured().text) }
    guard arguments.count == 2, let port = Int(arguments[1]) else { return print("usage: floor PORT | floor crypto") }
    let maker = TokenMaker()
    let router = Router()
    router.get("/hello") { _, _ in "hello, world" }
    router.post("/sign") { request, _ -> Response in
      _ = try await request.body.collect(upTo: 8192)
      return Response(
        status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"],
        body: .init(byteBuffer: ByteBuffer(bytes: try maker.answer())))
    }
    var logger = Logger(label: "floor")
    logger.logLevel = .error
    try await Application(
      router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)), logger: logger
    ).runService()
  }
}
