package import JOSE

extension KeyCustodian {
  /// Announces a key that was made elsewhere; it takes over at `signsFrom`, by policy when no date is given.
  ///
  /// It is one row in one transaction: an import that is interrupted has happened or has not.
  @discardableResult
  package func announce(
    _ imported: KeyImport, for slot: KeySlot, signsFrom: NumericDate?, at now: NumericDate
  ) async throws -> StoredKey {
    try imported.check(slot)
    let start = signsFrom ?? now + policy(for: slot.use).announce
    let chain = imported.chain.isEmpty || !slot.use.needsCertificate ? nil : imported.chain
    let key = try await stored(
      imported.key.verificationKey, slot, policy(for: slot.use).dates(at: now, signsFrom: start),
      secret: imported.key.privateRepresentation, location: nil, chain: chain)
    try await change { contents in
      if contents.keys.contains(where: { $0.kid.isExactly(key.kid) }) { throw KeyCustodyError.keyExists(kid: key.kid) }
      if let announced = contents.announced(in: slot) { throw KeyCustodyError.alreadyAnnounced(kid: announced.kid) }
      guard start - now > contents.longestMaximumAge else {
        throw KeyCustodyError.announcementTooShort(longestMaximumAge: contents.longestMaximumAge)
      }
      return [.announce(key)]
    }
    return key
  }
}
