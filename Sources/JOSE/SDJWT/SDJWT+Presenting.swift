extension SDJWT {
  /// The text with only the disclosures of these claims, bound to a verifier's request.
  package func presenting(_ names: Set<String>, keyBinding: KeyBinding) throws -> String {
    let presented = try selecting(names)
    return presented.withoutKeyBinding + (try keyBinding.token(sdHash: presented.sdHash))
  }

  /// The same credential with only the disclosures of these claims and without key binding. A claim that is readable
  /// anyway needs no disclosure; one that is neither readable nor disclosable is an error. A claim inside another
  /// disclosed claim needs its name, too; array elements that are disclosable one by one stay hidden.
  package func selecting(_ names: Set<String>) throws(SDJWTRejection) -> SDJWT {
    guard let claims = issuerJWT.unverifiedClaims else { throw .malformedIssuerJWT }
    let byDigest = Dictionary(disclosures.map { ($0.digest, $0) }) { first, _ in first }
    var selected: Set<String> = []
    var found = Set(claims.names)
    var open: [JSON] = [.object(claims)]
    while let value = open.popLast() {
      switch value {
      case .object(let members):
        for digest in members["_sd"]?.array ?? [] {
          guard let digest = digest.string, let disclosure = byDigest[digest], let name = disclosure.name,
            names.contains(name), selected.insert(digest).inserted
          else { continue }
          found.insert(name)
          open.append(disclosure.value)
        }
        for (name, value) in members where name != "_sd" {
          found.insert(name)
          open.append(value)
        }
      case .array(let elements): open.append(contentsOf: elements)
      case .null, .bool, .integer, .number, .string: continue
      }
    }
    guard names.isSubset(of: found) else { throw .unknownClaim }
    return SDJWT(
      issuerJWT: issuerJWT, disclosures: disclosures.filter { selected.contains($0.digest) }, keyBinding: nil)
  }
}
