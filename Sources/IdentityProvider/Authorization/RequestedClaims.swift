import ELicence
import OAuth

/// What a wallet is asked to disclose for a request: the core that any login stands on, and what the client's scopes
/// and named claims need. Nothing else is asked for, so nothing else has to be kept safe.
package struct RequestedClaims: Sendable, Hashable {
  /// A licence without these is refused.
  package let required: [String]
  /// These may be absent: not every kind of entity has every fact.
  package let optional: [String]

  /// Both, the required ones first.
  package var all: [String] { required + optional }

  /// For this request of this client.
  package init(_ request: AuthorizationRequest, of client: Client) {
    required = LicenceCredential.coreClaims
    let facts = ScopeClaims.facts(scopes: request.scopes, claims: request.claims, allowed: client.scopes)
    // A delegation is always asked for: without it nobody but the legal representative could be let in.
    optional = (facts + ["delegation"]).filter { !LicenceCredential.coreClaims.contains($0) }
      .reduce(into: []) { names, name in if !names.contains(name) { names.append(name) } }
  }
}
