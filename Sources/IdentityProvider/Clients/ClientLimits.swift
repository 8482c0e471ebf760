import JOSE
import OAuth
package import OAuthHTTP

/// How often clients may call, and how often somebody may be wrong about one. Each process counts for itself.
package struct ClientLimits: Sendable {
  private let requests: RateLimiter?
  private let failures: RateLimiter?
  private let failuresOfSource: RateLimiter?

  /// Each is a number a minute; nil counts nothing.
  /// - Parameters:
  ///   - requests: how often a client may call; a public one per address, since anybody can speak in its name.
  ///   - failures: how often one address may be wrong about one client.
  ///   - failuresOfSource: how often one address may be wrong at all.
  package init(requests: RateLimiter? = nil, failures: RateLimiter? = nil, failuresOfSource: RateLimiter? = nil) {
    self.requests = requests
    self.failures = failures
    self.failuresOfSource = failuresOfSource
  }

  /// Nobody is counted.
  package static let none = ClientLimits()

  /// Asked before a credential is looked at: who guessed too often is not told any more whether he is right. The client
  /// itself calls from elsewhere and notices nothing.
  func admit(_ client: ClientID, at now: NumericDate) throws(OAuthError) {
    try failuresOfSource?.requireLeft(Self.source, at: now)
    try failures?.requireLeft(Self.pair(client), at: now)
  }

  /// Counts a call of a client that has proved itself.
  func count(_ client: Client, at now: NumericDate) throws(OAuthError) {
    try requests?.require(client.isPublic ? Self.pair(client.id) : client.id.value, at: now)
  }

  /// Counts a wrong guess. Names that are nobody's are not remembered one by one: anybody can make them up.
  func failed(_ refusal: ClientAuthenticationRefusal, of client: ClientID, at now: NumericDate) {
    guard refusal.isGuess else { return }
    _ = failuresOfSource?.attempt(Self.source, at: now)
    if refusal != .unknownClient { _ = failures?.attempt(Self.pair(client), at: now) }
  }

  /// Counts a refusal that is no guess, such as credentials that are not there, before it is written down: whoever makes
  /// too many is refused without a trace. They are counted apart, so that they shut nobody's neighbour out.
  func admit(_ refusal: ClientAuthenticationRefusal, at now: NumericDate) throws(OAuthError) {
    guard !refusal.isGuess else { return }
    try failuresOfSource?.require(Self.source + " mistaken", at: now)
  }

  private static var source: String { RequestOrigin.current?.address.bucket ?? "local" }
  private static func pair(_ client: ClientID) -> String { "\(client.value) \(source)" }
}

extension ClientAuthenticationRefusal {
  /// Whether somebody tried a credential that is not the client's. A replayed or expired assertion is not a guess: it
  /// was made with the client's key.
  var isGuess: Bool { Self.guesses.contains(self) }

  private static let guesses: Set<Self> = [.unknownClient, .wrongSecret, .unknownKey, .badSignature]
}
