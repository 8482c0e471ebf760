package import JOSE
package import OAuth

/// Keeps what software registered of itself, beside the clients of the Clients room, and the tokens that open the door.
package protocol RegistrationStore: Sendable {
  /// What an initial access token allows; nil when it is not known, used up, or past its time.
  func terms(
    of token: SecretDigest<InitialAccessTokenSecret>, at now: NumericDate
  ) async throws -> RegistrationTerms?
  /// Registers a client, and uses its initial access token once, both or neither.
  /// - Parameter most: how many self-registered clients there may be with it.
  func register(
    _ registration: NewRegistration, by token: SecretDigest<InitialAccessTokenSecret>?, most: Int, at now: NumericDate
  ) async throws -> RegistrationOutcome
  /// The registration that this token manages; nil when there is none, or the client is suspended. A token in use ends
  /// the one before it.
  func registration(
    _ id: ClientID, token: SecretDigest<RegistrationAccessTokenSecret>
  ) async throws -> Registration?
  /// Changes a client by its own word, if it is still its own: a new secret replaces the former one, which is good until
  /// the date that is given, and a new token replaces the one that was presented, which is good until the new one is
  /// used. False where there is nothing to change any more.
  func change(
    _ client: Client, secret: SecretDigest<ClientSecret>?, keepingFormerUntil: NumericDate,
    by presented: SecretDigest<RegistrationAccessTokenSecret>, to next: SecretDigest<RegistrationAccessTokenSecret>,
    at now: NumericDate
  ) async throws -> Bool
  /// Takes a client away by its own word. False where there is none any more.
  func remove(
    _ id: ClientID, by presented: SecretDigest<RegistrationAccessTokenSecret>, at now: NumericDate
  ) async throws -> Bool
}

/// A client that registers itself.
package struct NewRegistration: Sendable {
  package let client: Client
  /// Digest of its secret, when it has one.
  package let secret: SecretDigest<ClientSecret>?
  /// Digest of the token by which it manages its registration.
  package let accessToken: SecretDigest<RegistrationAccessTokenSecret>
  /// Within which it may change it.
  package let terms: RegistrationTerms

  package init(
    client: Client, secret: SecretDigest<ClientSecret>?, accessToken: SecretDigest<RegistrationAccessTokenSecret>,
    terms: RegistrationTerms
  ) {
    self.client = client
    self.secret = secret
    self.accessToken = accessToken
    self.terms = terms
  }
}

/// What came of registering.
package enum RegistrationOutcome: Sendable, Hashable {
  case registered
  /// The initial access token was used up meanwhile.
  case tokenUsedUp
  /// There are as many as there may be.
  case full
}

/// A client as it registered itself.
package struct Registration: Sendable {
  package let record: ClientRecord
  package let terms: RegistrationTerms
  package let registeredAt: NumericDate

  package init(record: ClientRecord, terms: RegistrationTerms, registeredAt: NumericDate) {
    self.record = record
    self.terms = terms
    self.registeredAt = registeredAt
  }
}

extension Registration {
  /// Whether it is the client's own to change: no operator has given it anything, nor vouched for it.
  package var isSelfManaged: Bool { RegistrationRules.isSelfManaged(record.client) }
}
