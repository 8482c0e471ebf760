import ELicence
package import JOSE
package import OAuth

/// The claims that a grant gives about licence and holder, from what the holder disclosed.
package struct LicenceClaims: Sendable {
  private let presentation: Presentation

  /// From this presentation.
  package init(_ presentation: Presentation) { self.presentation = presentation }

  /// The UserInfo claims (OpenID Connect Core §5.3.2) for an access token of these scopes, without `sub` and `act`.
  package func userInfo(_ scopes: ScopeSet, _ single: [ClaimRequest], allowed: ScopeSet) -> JSONObject {
    // What a registration no longer allows is no longer given.
    let scopes = scopes.intersection(allowed)
    var claims: JSONObject = [:]
    if scopes.contains(.profile) {
      claims["name"] = claim("name")
      claims["updated_at"] = .date(presentation.asOf)
    }
    for fact in ScopeClaims.facts(scopes: scopes, claims: nil, allowed: allowed) where isOwn(fact, in: scopes) {
      claims[fact] = claim(fact)
    }
    claims.merge(self.single(single, allowed: allowed))
    if !claims.isEmpty { claims["licence_source"] = source }
    return claims
  }

  /// Single claims asked for by name (§5.5), as far as the registration covers them.
  package func single(_ requests: [ClaimRequest], allowed: ScopeSet) -> JSONObject {
    guard !requests.isEmpty else { return [:] }
    let coverable = Set(allowed.flatMap(ScopeClaims.facts(of:)))
    var claims: JSONObject = [:]
    for request in requests {
      guard let fact = ScopeClaims.fact(behind: request.name), coverable.contains(fact) else { continue }
      claims[request.name] = claim(request.name)
    }
    return claims
  }

  /// What an access token carries, so that a department that validates it locally knows for whom and as what.
  package func accessToken(_ scopes: ScopeSet) -> JSONObject {
    var claims: JSONObject = [:]
    if scopes.contains(.licence) || scopes.contains(.licenceParticulars) { claims["uscc"] = claim("uscc") }
    if scopes.contains(.holder) {
      claims["holder_role"] = claim("holder_role")
      claims["delegation"] = claim("delegation")
    }
    return claims
  }

  /// `profile` alone gives the standard name, not ours as well; `holder.identity` has a claim of its own.
  private func isOwn(_ fact: String, in scopes: ScopeSet) -> Bool {
    scopes.contains { $0 != .profile && $0 != .holderIdentity && ScopeClaims.facts(of: $0).contains(fact) }
  }

  private func claim(_ name: String) -> JSON? {
    switch name {
    case "uscc": return .string(presentation.uscc)
    case "name": return presentation.disclosed["entity_name"]
    // OpenID Connect Core §5.1.1: standard clients expect an object under this name, whoever asked for it.
    case "address": return presentation.disclosed["address"].map { ["formatted": $0] }
    case "holder_role": return .string(presentation.holder.role.rawValue)
    case "holder_name": return presentation.holder.name.map { .string(MaskedName.of($0)) }
    case "delegation": return presentation.holder.delegation?.json
    // Who the person is, `IdentityClaims` alone gives.
    case IdentityDocument.typeClaim, IdentityDocument.numberClaim: return nil
    default: return presentation.disclosed[name]
    }
  }

  /// Where the facts come from, and of when they are.
  private var source: JSON {
    [
      "issuer": .string(presentation.credentialIssuer), "region": .string(presentation.region),
      "as_of": .date(presentation.asOf),
    ]
  }
}
