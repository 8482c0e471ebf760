package import Hummingbird
import HTTPTypes
import JOSE
import Logging
package import NIOCore
import OAuth

/// What is known of a request besides the request itself.
package struct AppContext: RequestContext {
  /// Hummingbird's part: logger, route, parameters of the path.
  package var coreContext: CoreRequestContextStorage
  /// The connection (for HTTP/2: the stream).
  package let channel: any Channel
  /// 16 characters of base64url, made here: the id in the log, in `X-Request-Id`, and in `error_id`.
  package let requestID: String
  /// Where the request comes from. Behind a trusted proxy, whom the proxy names.
  package internal(set) var clientAddress: ClientAddress
  /// The largest body that is read, in bytes.
  package var maxUploadSize: Int { 64 * 1024 }

  /// The context of a request that arrived on the source's channel.
  package init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    channel = source.channel
    requestID = Self.newRequestID()
    clientAddress = ClientAddress(peer: source.channel.remoteAddress)
    logger[metadataKey: "hb.request.id"] = nil
    logger[metadataKey: "request_id"] = .string(requestID)
  }

  /// Never with a dash in front: people hand it to a command line, which would take it for an option.
  static func newRequestID() -> String { Base64URL.name(Random.bytes(12)) }

  /// A parameter of the path, such as `order` in `/sign-in/{order}`, percent-decoded strictly; nil when it is not
  /// there, is empty, or does not decode.
  package func pathParameter(_ name: String) -> String? {
    guard let raw = parameters.get(name), let text = Percent.decodeText(raw, plusIsSpace: false), !text.isEmpty else {
      return nil
    }
    return text
  }
}
