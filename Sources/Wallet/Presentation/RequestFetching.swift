import JOSE
import OAuth

/// Fetches a signed request: from what was scanned to the token, not believed yet.
struct RequestFetching: Sendable {
  /// The media type of a signed request (OpenID4VP 1.0 §5.10, RFC 9101 §10.2).
  static let mediaType = "application/oauth-authz-req+jwt"

  let transport: any WalletTransport
  /// What must come back in the request, if it is posted for.
  let walletNonce: String

  func fetch(_ input: RequestInput) async throws(RequestRejection) -> UnverifiedRequest {
    do {
      let link = try await link(input)
      let answer =
        if link.isPosted {
          try await transport.postForm(
            link.address,
            [("wallet_metadata", WalletCapabilities.metadata.text), ("wallet_nonce", walletNonce)],
            accept: Self.mediaType)
        } else {
          try await transport.send(
            WalletHTTPRequest(.get, link.address, headers: [("accept", Self.mediaType)]))
        }
      guard answer.status == 200 else { throw RequestRejection(refusal: answer) }
      guard answer.mediaType == Self.mediaType else { throw RequestRejection.wrongMediaType }
      guard let text = String(validating: answer.body, as: UTF8.self) else { throw RequestRejection.malformed }
      return UnverifiedRequest(
        compact: text, clientID: link.clientID, address: link.address, walletNonce: link.isPosted ? walletNonce : nil)
    } catch let rejection as RequestRejection {
      throw rejection
    } catch WalletTransportFailure.tooLarge {
      throw .tooLarge
    } catch {
      throw .unreachable
    }
  }

  private func link(_ input: RequestInput) async throws -> RequestLink {
    let landing: WebAddress
    let answer: WalletHTTPAnswer
    switch input {
    case .text(let text):
      switch try RequestLink.read(text) {
      case .link(let link): return link
      case .landing(let address):
        landing = address
        answer = try await transport.getJSON(address)
      }
    case .typedCode(let code, let server):
      guard let address = WebAddress(server.url("/w/code")) else { throw RequestRejection.insecureAddress }
      landing = address
      answer = try await transport.postForm(address, [("code", code)])
    }
    guard answer.status == 200 else { throw RequestRejection(refusal: answer) }
    guard let json = answer.json else { throw RequestRejection.notALink }
    return try RequestLink(json: json, from: landing)
  }
}

extension RequestRejection {
  /// What a server's refusal to hand out a request means to a person.
  fileprivate init(refusal answer: WalletHTTPAnswer) {
    switch answer.status {
    case 429: self = .tooOften
    case 403: self = .otherDeviceOnly
    case 400..<500: self = .over
    case 300..<400: self = .foreignAddress
    default: self = .unreachable
    }
  }
}
