import Crypto
import Hummingbird
import JOSE
import Logging
import SQLStore

/// What the machine and the HTTP stack cost by themselves, for `deploy/bench` to divide by: an application that says hello,
/// and one that makes and signs one ES256 token, without clients, storage or rules.
@main
enum Floor {
  /// `Floor PORT` serves on the loopback until it is ended. The others print JSON: `Floor crypto` how many signatures a
  /// processor makes, `Floor commits PLACE` how many durable writes a database, a new one, acknowledges.
  static func main() async throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch arguments.first {
    case "crypto": print(try SignatureRates.measured().text)
    case "commits" where arguments.count == 2:
      let place: DatabasePlace =
        PostgreSQLAddress.isOne(arguments[1]) ? .postgreSQL(try PostgreSQLAddress(arguments[1])) : .file(arguments[1])
      print(try await CommitRates.measured(at: place).text)
    case let port?: if let port = Int(port) { try await serve(at: port) }
    case nil: print("usage: Floor PORT | crypto | commits PLACE")
    }
  }

  private static func serve(at port: Int) async throws {
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
