package import OAuthHTTP

/// What came of one try to tell a client. The words are labels of a metric and stand beside a delivery that waits.
package enum DeliveryResult: String, Sendable, Hashable, CaseIterable {
  /// The client has taken it.
  case delivered
  /// The client does not want to be told any more.
  case notWanted = "not_wanted"
  /// The client is unknown, or out of service.
  case clientGone = "client_gone"
  /// The client says that what it was told is wrong (a status of 400 to 499).
  case rejected
  /// The client cannot take it now (any other status).
  case failed
  /// Its address leads into this house.
  case forbiddenAddress = "forbidden_address"
  /// No address of its name is known.
  case unresolved
  /// Nothing answers there.
  case unreachable
  /// It sends elsewhere.
  case redirected
  /// Its answer is no answer to this.
  case tooLarge = "too_large"
  /// It did not answer in time.
  case timeout

  /// What a status says. 204 stands for 200 where a framework knows no empty 200 (OpenID Connect Back-Channel Logout
  /// §2.8).
  package init(status: Int) {
    switch status {
    case 200..<300: self = .delivered
    case 400..<500: self = .rejected
    default: self = .failed
    }
  }

  /// Why nothing came back.
  package init(_ refusal: OutgoingRefusal) {
    switch refusal {
    case .forbiddenAddress: self = .forbiddenAddress
    case .unresolved: self = .unresolved
    case .unreachable: self = .unreachable
    case .redirected: self = .redirected
    case .tooLarge: self = .tooLarge
    case .timeout: self = .timeout
    }
  }

  /// Whether nothing is left to do. Everything else is tried again, a rejection too: a client that could not fetch a new
  /// key, or whose clock was wrong, rejects what it takes an hour later.
  package var isSettled: Bool {
    switch self {
    case .delivered, .notWanted: true
    case .clientGone, .rejected, .failed, .forbiddenAddress, .unresolved, .unreachable, .redirected, .tooLarge,
      .timeout:
      false
    }
  }
}
