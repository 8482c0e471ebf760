import AuditLog
import ELicence
import JOSE
import OAuth

/// Who acted, by name and identity document: the scope `holder.identity`. The one place where this leaves the server, and
/// only towards a client whose registration carries the release, which stands for signed and encrypted answers.
struct IdentityClaims: Sendable {
  /// The claim that all of it is in.
  static let name = "holder_identity"

  private let live: LiveGrant
  private let release: IdentityRelease
  private let facts: JSONObject

  /// Nil where the scope was not given, the registration does not allow it (any more), or nothing was disclosed.
  init?(_ live: LiveGrant, scopes: ScopeSet) {
    guard scopes.contains(.holderIdentity), live.grant.scopes.contains(.holderIdentity),
      live.client.scopes.contains(.holderIdentity), let release = live.client.identityRelease,
      live.client.userInfoAlgorithm != nil, live.client.userInfoEncryption != nil
    else { return nil }
    var facts: JSONObject = [:]
    facts["name"] = live.presentation.holder.name.map { .string($0) }
    facts["document_type"] = live.presentation.disclosed[IdentityDocument.typeClaim]
    facts["document_number"] = live.presentation.disclosed[IdentityDocument.numberClaim]
    guard !facts.isEmpty else { return nil }
    self.live = live
    self.release = release
    self.facts = facts
  }

  /// The claim's value.
  var json: JSON { .object(facts) }

  /// What is remembered of the release: to whom, about whose licence, on what basis and which facts; never the facts.
  func event(at now: NumericDate) -> AuditEvent {
    AuditEvent(
      .identityReleased, by: .client(live.client.id.value), client: live.client.id.value,
      licence: live.presentation.uscc, object: live.grant.id.value,
      reason: "\(facts.names.joined(separator: " ")); \(release.legalBasis); \(release.approval)", at: now)
  }
}
