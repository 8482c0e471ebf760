package import HTTPTypes
package import Hummingbird
package import JOSE
package import NIOCore

package extension Response {
  /// JSON; not stored by anybody unless told (RFC 6749 §5.1). A literal with names is taken for an object.
  @_disfavoredOverload
  static func json(_ json: JSON, status: HTTPResponse.Status = .ok, cache: CachePolicy = .noStore) -> Response {
    bytes(json.serialized(), type: "application/json", status: status, cache: cache)
  }

  /// JSON; not stored by anybody unless told (RFC 6749 §5.1).
  static func json(_ object: JSONObject, status: HTTPResponse.Status = .ok, cache: CachePolicy = .noStore) -> Response {
    bytes(object.serialized(), type: "application/json", status: status, cache: cache)
  }

  /// A page, with the policy that its scripts, styles and forms live under.
  static func html(
    _ html: String, status: HTTPResponse.Status = .ok, policy: ContentSecurityPolicy = .page, language: Language? = nil
  ) -> Response {
    var response = Response.buffer(ByteBuffer(string: html), type: "text/html; charset=utf-8", status: status)
    response.headers[.contentSecurityPolicy] = policy.header
    if let language { response.headers[.contentLanguage] = language.rawValue }
    return response
  }

  /// Plain text.
  static func text(_ text: String, status: HTTPResponse.Status = .ok, cache: CachePolicy = .noStore) -> Response {
    buffer(ByteBuffer(string: text), type: "text/plain; charset=utf-8", status: status, cache: cache)
  }

  /// Any bytes with their media type.
  static func bytes(
    _ bytes: [UInt8], type: String, status: HTTPResponse.Status = .ok, cache: CachePolicy = .noStore
  ) -> Response {
    buffer(ByteBuffer(bytes: bytes), type: type, status: status, cache: cache)
  }

  /// Bytes that are ready to be sent, such as a key set encoded once.
  static func buffer(
    _ buffer: ByteBuffer, type: String, status: HTTPResponse.Status = .ok, cache: CachePolicy = .noStore
  ) -> Response {
    var headers = HTTPFields()
    headers.reserveCapacity(12)
    headers[.contentType] = type
    headers[.cacheControl] = cache.header
    return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: buffer))
  }

  /// 303: the browser follows with GET, whatever method brought it here (RFC 9700 §4.12).
  static func seeOther(to location: String) -> Response {
    Response(status: .seeOther, headers: [.location: location, .cacheControl: "no-store"])
  }

  /// 204.
  static func noContent() -> Response {
    Response(status: .noContent, headers: [.cacheControl: "no-store"])
  }

  /// Sets the policy in place of the one that the page would get.
  mutating func setContentSecurityPolicy(_ policy: ContentSecurityPolicy) {
    headers[.contentSecurityPolicy] = policy.header
  }

  /// Adds a cookie, keeping those already set.
  mutating func setCookie(_ cookie: SetCookie) {
    headers.append(HTTPField(name: .setCookie, value: cookie.header))
  }

  /// Makes the browser ask for `language` from now on. Not a secret and read by `Language.of`, so it has a plain name.
  mutating func remember(_ language: Language, isSecure: Bool) {
    let value = "\(Language.parameterName)=\(language.rawValue); Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax"
    headers.append(HTTPField(name: .setCookie, value: isSecure ? value + "; Secure" : value))
  }
}
