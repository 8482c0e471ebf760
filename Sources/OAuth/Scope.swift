/// One scope token (RFC 6749 §3.3).
package struct Scope: Sendable, Hashable, CustomStringConvertible {
  /// The token; case-sensitive.
  package let value: String

  /// Refuses the empty text, more than 128 characters and characters outside `scope-token`.
  package init?(_ value: some StringProtocol) {
    let isToken = value.utf8.allSatisfy { $0 == 0x21 || (0x23...0x5B).contains($0) || (0x5D...0x7E).contains($0) }
    guard (1...128).contains(value.utf8.count), isToken else { return nil }
    self.value = String(value)
  }

  private init(known value: String) {
    self.value = value
  }

  /// The token.
  package var description: String { value }

  /// OpenID Connect Core §3.1.2.1.
  package static let openID = Scope(known: "openid")
  /// Credit code, name, class and state of the enterprise.
  package static let licence = Scope(known: "licence")
  /// All on the licence's face.
  package static let licenceParticulars = Scope(known: "licence.particulars")
  /// Role and masked name of the acting person.
  package static let holder = Scope(known: "holder")
  /// Name and document of the acting person; approved clients only.
  package static let holderIdentity = Scope(known: "holder.identity")
  /// A refresh token (OpenID Connect Core §11).
  package static let offlineAccess = Scope(known: "offline_access")
  /// The licence's facts for standard clients (OpenID Connect Core §5.4).
  package static let profile = Scope(known: "profile")
  /// The licence's address for standard clients (OpenID Connect Core §5.4).
  package static let address = Scope(known: "address")
}
