package import JOSE
package import OAuth

// The Registration room lets software register itself (RFC 7591, OpenID Connect Registration 1.0) and manage what it
// registered (RFC 7592). It is there only where the operator configured it. What comes out is a `Client` like any other,
// of the Clients room, with the least rights: everything that only an operator may give is refused by name.

/// Whether software may register itself here, and within which terms.
package struct RegistrationPolicy: Sendable {
  /// Who may register.
  package enum Access: String, Sendable, Hashable, CaseIterable {
    /// Nobody: there is no such endpoint.
    case off
    /// Whoever was given a token for it (RFC 7591 §1.2).
    case initialAccessToken = "initial-access-token"
    /// Everybody. For tests and sandboxes.
    case open
  }

  /// Who may register.
  package let access: Access
  /// What may be registered without a token.
  package let openTerms: RegistrationTerms
  /// Whose software statements are believed.
  package let publishers: [SoftwarePublisher]
  /// How many registrations of this kind there may be at a time.
  package let most: Int

  package init(
    access: Access, openTerms: RegistrationTerms = RegistrationTerms(), publishers: [SoftwarePublisher] = [],
    most: Int = 1_000
  ) {
    self.access = access
    self.openTerms = openTerms
    self.publishers = publishers
    self.most = most
  }
}

/// What a registration may ask for. The terms of a client's first day are those of its later changes.
package struct RegistrationTerms: Sendable, Hashable {
  /// The most that a client may ask tokens for, and what it gets when it names no scope: OpenID Connect's registrations
  /// never do.
  package let scopes: ScopeSet
  /// The only hosts that codes may go to; any when there are none.
  package let redirectHosts: [String]

  /// `openid` alone, and any host, when nothing is said.
  package init(scopes: ScopeSet = [.openID], redirectHosts: [String] = []) {
    self.scopes = scopes
    self.redirectHosts = redirectHosts
  }

  /// What storage keeps.
  package var json: JSON {
    ["scope": .string(scopes.text), "redirect_hosts": .array(redirectHosts.map { .string($0) })]
  }

  /// What storage gives back.
  package init?(stored json: JSON) {
    guard let scopes = json["scope"]?.string.flatMap({ ScopeSet(parsing: $0) }) else { return nil }
    self.init(scopes: scopes, redirectHosts: json["redirect_hosts"]?.array?.compactMap(\.string) ?? [])
  }
}
