import ELicence
package import OAuth

/// Which facts a scope stands for, by their neutral names (what a wallet is asked to disclose).
package enum ScopeClaims {
  /// The facts of one scope.
  package static func facts(of scope: Scope) -> [String] {
    switch scope {
    case .licence: licence
    case .licenceParticulars: particulars
    case .profile: ["entity_name"]
    case .address: ["address"]
    case .holder: holder
    case .holderIdentity: identity
    default: []
    }
  }

  /// The scopes that are served, for discovery.
  package static let scopes = ScopeSet.known

  /// What must be disclosed for these scopes and single claims, each once. Single claims count only as far as a scope
  /// in `allowed` (the client's registration) covers them: the `claims` parameter narrows, it never widens.
  package static func facts(scopes: ScopeSet, claims: ClaimsRequest?, allowed: ScopeSet) -> [String] {
    var names = scopes.flatMap(facts(of:))
    let singles = (claims?.userInfo ?? []) + (claims?.idToken ?? [])
    if !singles.isEmpty {
      let coverable = Set(allowed.flatMap(facts(of:)))
      names += singles.compactMap { fact(behind: $0.name) }.filter(coverable.contains)
    }
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }

  /// The claims that can be asked for by name, for discovery.
  package static let names =
    particulars + holder + [
      IdentityClaims.name,
      "name", "act", "auth_time", "acr", "amr", "sub", "sid",
    ]

  /// The neutral name behind a claim's name: the standard ones stand for facts of ours.
  static func fact(behind claim: String) -> String? {
    if claim == "name" { return "entity_name" }
    return particulars.contains(claim) || holder.contains(claim) ? claim : nil
  }

  private static let licence = ["uscc", "entity_name", "entity_class", "registration_state"]
  private static let particulars = Particulars.claimNames + ["registration_state"]
  private static let holder = ["holder_role", "holder_name", "delegation"]
  /// What the wallet is asked for; it is given as `holder_identity`, and nowhere else.
  private static let identity = ["holder_name", IdentityDocument.typeClaim, IdentityDocument.numberClaim]
}
