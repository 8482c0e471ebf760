import Foundation
package import SQLStore
import Synchronization

/// A real PostgreSQL server in a temporary folder, reached by a Unix socket there. It ends with this process, however
/// that ends: the shell that looks after it reads orders until there can be no more.
package final class PostgreSQLServer: Sendable {
  package struct Failure: Error {
    package let reason: String
  }

  /// The one that tests share; each has tables of its own in it.
  package static let shared = Task { try await PostgreSQLServer.start() }

  private static let numbers = Atomic(0)

  private let folder: String
  private let orders: FileHandle
  private let answers: FileHandle
  private let keeper: OtherProgram

  private init(folder: String, orders: FileHandle, answers: FileHandle, keeper: OtherProgram) {
    self.folder = folder
    self.orders = orders
    self.answers = answers
    self.keeper = keeper
  }

  package static func start() async throws -> PostgreSQLServer {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tongzhao-pg-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    var words = ["/bin/sh", "-c", script, "postgresql", try programs(), folder]
    if geteuid() == 0 {
      // PostgreSQL refuses to run as root.
      guard let user = getpwnam("postgres") ?? getpwnam("nobody") else { throw Failure(reason: "no user for it") }
      let (owner, group) = (user.pointee.pw_uid, user.pointee.pw_gid)
      _ = chown(folder, owner, group)
      words = ["/usr/bin/setpriv", "--reuid=\(owner)", "--regid=\(group)", "--clear-groups"] + words
    }
    let orders = Pipe()
    let answers = Pipe()
    // A program that another test starts must not hold the server's life in its hands.
    _ = fcntl(orders.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
    let keeper = try OtherProgram(
      words[0], Array(words.dropFirst()), in: folder, reading: orders.fileHandleForReading.fileDescriptor,
      writing: answers.fileHandleForWriting.fileDescriptor)
    try orders.fileHandleForReading.close()
    try answers.fileHandleForWriting.close()
    let server = PostgreSQLServer(
      folder: folder, orders: orders.fileHandleForWriting, answers: answers.fileHandleForReading, keeper: keeper)
    try await server.answer()
    return server
  }

  /// The address of a place without tables that nobody else has.
  /// - Parameter options: what the server is told at each connection beside, percent-encoded.
  package func emptyAddress(options: String = "") async throws -> PostgreSQLAddress {
    let name = "test_\(Self.numbers.add(1, ordering: .relaxed).newValue)"
    let manager = PostgreSQLDatabase(try address(schema: "public"), readers: 1, seconds: 120)
    try await manager.write { _ = try $0.rows("SELECT make_schema($1)", [.text(name)]) }
    await manager.close()
    return try address(schema: name, options: options)
  }

  private func address(schema: String, options: String = "") throws -> PostgreSQLAddress {
    // A machine that does many things at a time takes its time to start a process of the server's.
    let place = "postgresql:///postgres?host=\(folder)&user=tongzhao&connect_timeout=60"
    return try PostgreSQLAddress(place + "&options=-csearch_path%3D\(schema)%20\(options)")
  }

  /// Kills the server with everything it does, and starts it again.
  package func crash() async throws { try await order("crash") }

  /// Stops the server; `proceed` starts it again.
  package func halt() async throws { try await order("halt") }
  package func proceed() async throws { try await order("proceed") }

  /// Stops the server and removes its folder.
  package func stop() async throws {
    try orders.close()
    try? await answer()
    _ = try keeper.end()
  }

  private func order(_ order: String) async throws {
    try orders.write(contentsOf: Data("\(order)\n".utf8))
    try await answer()
  }

  /// Waits for a line.
  private func answer() async throws {
    let line = try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async { [answers] in
        continuation.resume(with: Result { try answers.read(upToCount: 5).map { String(decoding: $0, as: UTF8.self) } })
      }
    }
    guard line == "done\n" else { throw Failure(reason: "the PostgreSQL server did not start") }
  }

  /// Where Debian keeps the programs of its newest PostgreSQL.
  private static func programs() throws -> String {
    let root = "/usr/lib/postgresql"
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    guard let newest = versions.compactMap({ Int($0) }).max() else {
      throw Failure(reason: "PostgreSQL is needed: apt-get install postgresql")
    }
    return "\(root)/\(newest)/bin"
  }

  /// `fsync` matters to who pulls the plug, which no test does. The language is one that does not sort byte by byte.
  private static let script = """
    set -eu
    programs=$1 folder=$2
    "$programs/initdb" --pgdata "$folder/data" --auth trust --username tongzhao --no-sync --encoding UTF8 \
      --locale C.UTF-8 --locale-provider icu --icu-locale zh >"$folder/initdb.log" 2>&1 ||
      { cat "$folder/initdb.log" >&2; exit 1; }
    start() {
      "$programs/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= -c fsync=off -c max_connections=400 \
        -c shared_buffers=32MB -c autovacuum_naptime=5min >>"$folder/server.log" 2>&1 &
      server=$!
      tries=0
      until "$programs/psql" -h "$folder" -U tongzhao -qAtc 'SELECT 1' postgres >/dev/null 2>&1; do
        tries=$((tries + 1))
        [ $tries -lt 600 ] || { cat "$folder/server.log" >&2; exit 1; }
        # Whoever was killed holds the memory for a moment.
        kill -0 $server 2>/dev/null || { sleep 0.2; start; return; }
        sleep 0.1
      done
    }
    halt() { kill -INT $server; wait $server || true; }
    start
    "$programs/psql" -h "$folder" -U tongzhao -qc "CREATE FUNCTION make_schema(name text) RETURNS void LANGUAGE plpgsql
      AS 'BEGIN EXECUTE format(''CREATE SCHEMA %I'', name); END'" postgres
    echo done
    while read -r order; do
      case $order in
        crash) kill -KILL $server; wait $server || true; start ;;
        halt) halt ;;
        proceed) start ;;
      esac
      echo done
    done
    halt
    rm -rf "$folder"
    """
}
