import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import OAuth

/// Asks addresses that somebody else named, and only where that is harmless: by https, at a public address, without
/// following redirects, bounded in size and time.
///
/// The name is resolved once and the connection goes to the very address that was looked at, so a name that answers
/// differently the second time (DNS rebinding) gains nothing. The certificate must be for the name. Each request has a
/// connection of its own: they are rare, and a connection that stays could outlive what was found about its address.
package struct GuardedHTTP: OutgoingRequests {
  private let reach: NetworkReach
  private let trustedRootsFile: String?
  private let patience: Duration

  /// - Parameters:
  ///   - trustedRootsFile: root certificates (PEM) believed beside the system's.
  ///   - patience: how long the whole of an exchange may take.
  package init(reach: NetworkReach, trustedRootsFile: String? = nil, patience: Duration = .seconds(5)) {
    self.reach = reach
    self.trustedRootsFile = trustedRootsFile
    self.patience = patience
  }

  package func answer(to request: OutgoingRequest) async throws(OutgoingRefusal) -> OutgoingAnswer {
    let address = try await resolved(request.address.authority)
    guard reach.contains(address), request.address.authority.isSecure || address.isLoopback else {
      throw .forbiddenAddress
    }
    let client: HTTPClient
    do { client = try self.client(for: request.address.host, at: address) } catch { throw .unreachable }
    let result = await exchange(request, by: client)
    do { try await client.shutdown() } catch { throw .unreachable }
    return try result.get()
  }

  private func resolved(_ authority: Issuer) async throws(OutgoingRefusal) -> IPAddress {
    if let written = IPAddress(authority.host) { return written }
    let text: String?
    do {
      text = try await NIOThreadPool.singleton.runIfActive {
        try SocketAddress.makeAddressResolvingHost(authority.host, port: authority.port).ipAddress
      }
    } catch {
      throw .unresolved
    }
    guard let address = text.flatMap({ IPAddress($0) }) else { throw .unresolved }
    return address
  }

  private func client(for host: String, at address: IPAddress) throws -> HTTPClient {
    var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
    configuration.tracing.tracer = nil
    if host != address.description { configuration.dnsOverride = [host: address.description] }
    if let trustedRootsFile {
      var tls = TLSConfiguration.makeClientConfiguration()
      tls.additionalTrustRoots = [.file(trustedRootsFile)]
      configuration.tlsConfiguration = tls
    }
    return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  private func exchange(
    _ request: OutgoingRequest, by client: HTTPClient
  ) async -> Result<OutgoingAnswer, OutgoingRefusal> {
    var outgoing = HTTPClientRequest(url: request.address.text)
    outgoing.headers.add(name: "accept", value: request.accept)
    for (name, value) in request.headers { outgoing.headers.add(name: name, value: value) }
    if let body = request.body {
      outgoing.method = .POST
      outgoing.headers.add(name: "content-type", value: body.type)
      outgoing.body = .bytes(ByteBuffer(bytes: body.bytes))
    }
    do {
      // The whole answer, or nothing: one that drips for ever would hold what waits for it.
      return .success(
        try await inTime(patience) { [outgoing] in
          let response = try await client.execute(outgoing, deadline: .distantFuture)
          guard !(300..<400).contains(response.status.code) else { throw OutgoingRefusal.redirected }
          let bytes = try await response.body.collect(upTo: request.limit)
          return OutgoingAnswer(
            status: Int(response.status.code), type: Self.mediaType(response.headers),
            maximumAge: Self.maximumAge(response.headers), bytes: Array(buffer: bytes))
        })
    } catch let refusal as OutgoingRefusal {
      return .failure(refusal)
    } catch is NIOTooManyBytesError {
      return .failure(.tooLarge)
    } catch is OutOfTime {
      return .failure(.timeout)
    } catch {
      return .failure(.unreachable)
    }
  }

  private static func mediaType(_ headers: HTTPHeaders) -> String? {
    headers.first(name: "content-type").map { $0.prefix { $0 != ";" }.lowercased() }.map {
      String($0.split(separator: " ").first ?? "")
    }
  }

  private static func maximumAge(_ headers: HTTPHeaders) -> Int? {
    for directive in headers[canonicalForm: "cache-control"] {
      let parts = directive.lowercased().split(separator: "=", maxSplits: 1)
      if parts.first == "no-store" || parts.first == "no-cache" { return 0 }
      if parts.count == 2, parts[0] == "max-age" { return Int(parts[1]) }
    }
    return nil
  }
}
