import JOSE

/// What was disclosed of the licence and of its holder.
struct DisclosedFacts: Sendable {
  let uscc: CreditCode
  let disclosed: JSONObject
  let holder: Holder

  init(_ claims: JSONObject, expecting expected: ExpectedPresentation) throws(LicenceRejection) {
    // 18 Every claim without which we refuse is there, and says something.
    for name in Set(expected.requiredClaims + ["uscc", "holder_role", "holder_id"]) {
      guard let value = claims[name], value != .null else { throw .missingClaim }
    }
    // 19 Those that we reason about have values that they can have.
    guard let code = claims["uscc"]?.string else { throw .malformedClaim }
    do { uscc = try CreditCode(code) } catch { throw .malformedClaim }
    guard let role = claims["holder_role"]?.string.flatMap(HolderRole.init(rawValue:)),
      let id = claims["holder_id"]?.string, !id.isEmpty
    else { throw .malformedClaim }
    let name = try Self.read("holder_name", of: claims, as: \.string)
    for name in [IdentityDocument.typeClaim, IdentityDocument.numberClaim] {
      _ = try Self.read(name, of: claims, as: \.string)
    }
    let delegation = try Self.read("delegation", of: claims) { Delegation(json: $0) }
    holder = Holder(role: role, name: name, id: id, delegation: delegation)
    let state = try Self.read("registration_state", of: claims) { $0.string.flatMap(LicenceState.init(rawValue:)) }
    if let state, !state.isUsable { throw .wrongState }
    // What was not asked for is not passed on, even if the wallet sent it.
    let asked = Set(expected.requiredClaims + expected.optionalClaims)
    disclosed = JSONObject(
      LicenceCredential.disclosable.compactMap { name in
        guard asked.contains(name), let value = claims[name], value != .null else { return nil }
        return (name, value)
      })
  }

  private static func read<T>(
    _ name: String, of claims: JSONObject, as value: (JSON) -> T?
  ) throws(LicenceRejection) -> T? {
    guard let member = claims[name], member != .null else { return nil }
    guard let value = value(member) else { throw .malformedClaim }
    return value
  }

  /// Whether this holder may act, today, in what the client is for.
  func checkHolder(expecting expected: ExpectedPresentation, at now: NumericDate) throws(LicenceRejection) {
    // 21 A role that the client accepts.
    guard expected.acceptedRoles.contains(holder.role) else { throw .roleNotAccepted }
    guard holder.role.actsByDelegation else { return }
    // A holder who acts by delegation shows it; hiding it must not make it boundless.
    guard let delegation = holder.delegation else { throw .missingClaim }
    // 22 The delegation's days, in Shanghai, the last one inclusive.
    let today = CalendarDate(at: now)
    if let first = delegation.notBefore, today < first { throw .delegationNotYetValid }
    if let last = delegation.notAfter, today > last { throw .delegationExpired }
    // 23 The matter, if the client names one.
    if let matter = expected.matter, !delegation.covers(matter) { throw .delegationMatterMissing }
  }
}
