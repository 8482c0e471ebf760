package import JOSE

/// Keeps presentations, sealed: they name a person.
package protocol PresentationStore: Sendable {
  /// Keeps a presentation at least until then. A grant or session that points to it makes it stay as long as itself.
  func keep(_ presentation: Presentation, expires: NumericDate, at now: NumericDate) async throws
  /// The presentation, unless it was revoked, has expired or never was.
  func presentation(_ id: PresentationID, at now: NumericDate) async throws -> Presentation?
  /// Takes it back ("not me"): it, its sessions and its grants end in one transaction. False when there was none alive.
  @discardableResult func revoke(_ id: PresentationID, at now: NumericDate) async throws -> Bool
}
