package import Hummingbird
package import JOSE
import HTTPTypes
import NIOCore
package import OAuth

// Reading: what a request says, decoded strictly. Every mistake of the sender is an `invalid_request` and none a 500.

/// The bytes of the body, at most `limit`; otherwise `invalid_request` with 413. A body that breaks off is
/// `invalid_request` too.
package func bodyBytes(of request: Request, limit: Int = 64 * 1024) async throws(OAuthError) -> [UInt8] {
  if let announced = request.headers[.contentLength].flatMap({ Int($0) }), announced > limit { throw .bodyTooLarge }
  do {
    return Array(buffer: try await request.body.collect(upTo: limit))
  } catch is NIOTooManyBytesError {
    throw .bodyTooLarge
  } catch {
    throw OAuthError(.invalidRequest, "the request body could not be read", diagnosis: String(reflecting: error))
  }
}

/// The parameters of a form body (RFC 6749 appendix B). Another media type is `invalid_request` with 415. The same
/// parameter twice is refused for all names but `repeatable`.
package func formBody(
  of request: Request, limit: Int = 64 * 1024, repeatable: Set<String> = []
) async throws(OAuthError) -> ParameterList {
  try requireMediaType(["application/x-www-form-urlencoded"], of: request)
  let bytes = try await bodyBytes(of: request, limit: limit)
  return try parameters(bytes, limit: limit, repeatable: repeatable)
}

/// The parameters of the query, likewise; also without a query.
package func queryParameters(
  of request: Request, limit: Int = 16 * 1024, repeatable: Set<String> = []
) throws(OAuthError) -> ParameterList {
  try parameters(Array((request.uri.query ?? "").utf8), limit: limit, repeatable: repeatable)
}

/// A JSON body. `types` are the media types that are taken besides `application/json`.
package func jsonBody(
  of request: Request, limit: Int = 64 * 1024, types: [String] = []
) async throws(OAuthError) -> JSON {
  try requireMediaType(["application/json"] + types, of: request)
  let bytes = try await bodyBytes(of: request, limit: limit)
  do throws(JSONError) {
    return try JSON(parsing: bytes)
  } catch {
    throw OAuthError(.invalidRequest, "the request body is not JSON", diagnosis: "\(error)")
  }
}

/// Refuses any other media type than these (lower case, without parameters), ignoring the parameters that were sent.
package func requireMediaType(_ types: [String], of request: Request) throws(OAuthError) {
  // As nearly everybody writes it. Two fields would read as one with a comma.
  if let sent = request.headers[.contentType], types.contains(sent) { return }
  let fields = request.headers[values: .contentType]
  let sent = fields.first.map { $0.prefix { $0 != ";" && $0 != " " && $0 != "\t" }.lowercased() }
  guard fields.count == 1, let sent, types.contains(sent) else {
    throw OAuthError(.invalidRequest, "Content-Type must be \(types.joined(separator: " or "))", status: 415)
  }
}

extension OAuthError {
  package static let bodyTooLarge = OAuthError(.invalidRequest, "the request body is too large", status: 413)
}

private func parameters(
  _ bytes: [UInt8], limit: Int, repeatable: Set<String>
) throws(OAuthError) -> ParameterList {
  let list: ParameterList
  do throws(ParameterRejection) {
    list = try ParameterList(formEncoded: bytes, maximumLength: limit)
  } catch {
    throw OAuthError(error)
  }
  do throws(DuplicateParameter) {
    try list.requireNoDuplicates(except: repeatable)
  } catch {
    throw OAuthError(error)
  }
  return list
}
