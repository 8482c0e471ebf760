package import Hummingbird
package import HTTPTypes
package import OAuth

// Routing: one value per thing that is served. A room offers `Endpoint`s, `buildRouter` mounts the sum of the rooms,
// and discovery is the sum of what the mounted endpoints say of themselves. Neighbours: Responding makes the answers,
// Guarding sets what every answer carries.

/// One method on one path, what discovery says of it, and who its errors are for.
package struct Endpoint: Sendable {
  /// What answers. May throw: `OAuthError`, `ParameterRejection` and `DuplicateParameter` become RFC 6749 §5.2 errors,
  /// `PageError` a page, all else `server_error`.
  package typealias Handler = @Sendable (Request, AppContext) async throws -> Response

  /// Who reads the errors: a program (JSON) or a person (a page).
  package enum Audience: Sendable, Hashable {
    case client
    case person
  }

  /// The method.
  package let method: HTTPRequest.Method
  /// The path, as in `/sign-in/{order}/events`.
  package let path: String
  /// What discovery says of it.
  package let metadata: MetadataPart
  /// Who reads its errors.
  package let audience: Audience
  /// Which other origins' scripts may call it.
  package let cors: CORSPolicy
  /// Whether HEAD is answered for a GET. Turn it off where a GET changes something: link scanners send HEAD.
  package let answersHead: Bool
  /// What answers.
  package let handle: Handler

  /// An endpoint of any method.
  package init(
    _ method: HTTPRequest.Method, _ path: String, metadata: MetadataPart = MetadataPart(), audience: Audience = .client,
    cors: CORSPolicy = .none, answersHead: Bool = true, handle: @escaping Handler
  ) {
    self.method = method
    self.path = path
    self.metadata = metadata
    self.audience = audience
    self.cors = cors
    self.answersHead = answersHead
    self.handle = handle
  }

  /// An endpoint that is read.
  package static func get(
    _ path: String, metadata: MetadataPart = MetadataPart(), audience: Audience = .client, cors: CORSPolicy = .none,
    answersHead: Bool = true, handle: @escaping Handler
  ) -> Endpoint {
    Endpoint(
      .get, path, metadata: metadata, audience: audience, cors: cors, answersHead: answersHead, handle: handle)
  }

  /// An endpoint that is posted to.
  package static func post(
    _ path: String, metadata: MetadataPart = MetadataPart(), audience: Audience = .client, cors: CORSPolicy = .none,
    handle: @escaping Handler
  ) -> Endpoint {
    Endpoint(.post, path, metadata: metadata, audience: audience, cors: cors, handle: handle)
  }
}
