// Fetching: what a stranger's text makes this server ask. A client registers where its keys, its request objects and
// its sector's document lie, and where it wants to be told of a logout; whoever may write such an address could make the
// server knock at doors that only the server can reach (SSRF). So rooms ask through `OutgoingRequests`, and the one
// keeper of that promise that goes to the network, `GuardedHTTP`, looks at where an address leads before it goes there.
// Addresses that the operator wrote (status lists, revocation lists) do not pass here: see `OutgoingHTTP`.

/// One request to an address that somebody else named.
package struct OutgoingRequest: Sendable, Hashable {
  /// A form to be posted (`application/x-www-form-urlencoded`) or any other body, with its type.
  package struct Body: Sendable, Hashable {
    /// The media type.
    package let type: String
    /// The bytes.
    package let bytes: [UInt8]

    package init(type: String, bytes: [UInt8]) {
      self.type = type
      self.bytes = bytes
    }
  }

  /// Where to.
  package let address: WebAddress
  /// The media type that is hoped for.
  package let accept: String
  /// What is posted; nil for a GET.
  package let body: Body?
  /// Headers beside these, such as an Authorization that the addressee gave us.
  package let headers: [String: String]
  /// The largest answer that is read, in bytes.
  package let limit: Int

  /// A GET, or with `body` a POST.
  package init(
    _ address: WebAddress, accept: String, body: Body? = nil, headers: [String: String] = [:], limit: Int = 64 * 1024
  ) {
    self.address = address
    self.accept = accept
    self.body = body
    self.headers = headers
    self.limit = limit
  }
}

/// What came back: an answer of any status but a redirect.
package struct OutgoingAnswer: Sendable, Hashable {
  /// The HTTP status.
  package let status: Int
  /// The `Content-Type` without its parameters, in lower case; nil when there is none.
  package let type: String?
  /// The `max-age` of `Cache-Control`, in seconds; nil when it says none.
  package let maximumAge: Int?
  /// The body.
  package let bytes: [UInt8]

  package init(status: Int, type: String?, maximumAge: Int? = nil, bytes: [UInt8]) {
    self.status = status
    self.type = type
    self.maximumAge = maximumAge
    self.bytes = bytes
  }
}

/// Why nothing came back.
package enum OutgoingRefusal: String, Error, Sendable, Hashable, CaseIterable {
  /// The address leads into this house, or is not https: it was never asked.
  case forbiddenAddress = "forbidden_address"
  /// No address of that name is known.
  case unresolved
  /// Nothing answers there, or not with a certificate for that name.
  case unreachable
  /// It sends elsewhere. Redirects are not followed.
  case redirected
  /// The answer is larger than what is read.
  case tooLarge = "too_large"
  /// The answer did not come whole in time.
  case timeout
}

/// Asks addresses that somebody else named. The process keeps this promise by `GuardedHTTP`, tests by a table.
package protocol OutgoingRequests: Sendable {
  /// The answer, whatever its status.
  func answer(to request: OutgoingRequest) async throws(OutgoingRefusal) -> OutgoingAnswer
}

/// Asks nobody: what is not configured is refused.
package struct NoOutgoingRequests: OutgoingRequests {
  package init() {}

  package func answer(to request: OutgoingRequest) async throws(OutgoingRefusal) -> OutgoingAnswer {
    throw .forbiddenAddress
  }
}
