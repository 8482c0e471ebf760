package import JOSE

// Exchanging the key-encryption key while servers run: the database is told to seal under the next key, then row by row
// is sealed anew. Every row names its key, so that both are right at every moment in between; whoever was interrupted
// begins again and finds what is left.

extension KeyCustodian {
  /// Which key-encryption keys are in use.
  package func encryptionKeyUse(at now: NumericDate) async throws -> EncryptionKeyUse {
    let contents = try await store.contents()
    return EncryptionKeyUse(
      current: contents.encryptionKeyID ?? encryptionKeys.first.id, contents: contents,
      followers: try await store.followers(), at: now)
  }

  /// From now on everybody seals under this key. Refused while a serving process does not have it: it could not follow.
  package func adopt(encryptionKey id: String, at now: NumericDate) async throws {
    _ = try encryptionKeys.required(id)
    let use = try await encryptionKeyUse(at: now)
    let lacking = use.without(id).map(\.host)
    guard lacking.isEmpty else { throw KeyCustodyError.encryptionKeyMissing(id: id, hosts: lacking) }
    try await store.change { contents in
      if contents.encryptionKeyID?.isExactly(id) == true { return [] }
      guard !contents.formerEncryptionKeyIDs.contains(where: { $0.isExactly(id) }) else {
        throw KeyCustodyError.encryptionKeyReplaced(id: id)
      }
      return [.adoptEncryptionKey(id: id)]
    }
  }

  /// Seals at most `limit` rows under the present key, in one transaction; answers how many are left.
  package func reseal(atMost limit: Int) async throws -> Int {
    let keys = encryptionKeys
    let left = try await store.contents().rowsToReseal
    guard left > 0 else { return 0 }
    try await store.change { contents in
      guard let id = contents.encryptionKeyID else { return [] }
      let present = try keys.required(id)
      var changes: [KeyChange] = []
      for key in contents.keys {
        guard changes.count < limit, let sealed = key.privateKey, !sealed.encryptionKeyID.isExactly(id) else {
          continue
        }
        let context = StoredKey.sealingContext(kid: key.kid)
        changes.append(.reseal(kid: key.kid, try present.seal(try keys.open(sealed, for: context), for: context)))
      }
      for secret in contents.secrets where changes.count < limit && !secret.sealed.encryptionKeyID.isExactly(id) {
        let context = StoredSecret.sealingContext(secret.purpose, id: secret.id)
        changes.append(
          .resealSecret(
            secret.purpose, id: secret.id, try present.seal(try keys.open(secret.sealed, for: context), for: context)))
      }
      return changes
    }
    return try await store.contents().rowsToReseal
  }

  /// The rows that are sealed under another key than the one that seals, for whoever looks for them.
  package func underFormerEncryptionKey() async throws -> [(row: String, encryptionKey: String)] {
    let contents = try await store.contents()
    guard let id = contents.encryptionKeyID else { return [] }
    let rows =
      contents.keys.compactMap { key in key.privateKey.map { ("key \(key.kid)", $0.encryptionKeyID) } }
      + contents.secrets.map { ("secret \($0.purpose.rawValue)/\($0.id)", $0.sealed.encryptionKeyID) }
    return rows.filter { !$0.1.isExactly(id) }.map { (row: $0.0, encryptionKey: $0.1) }
  }

  /// The ids of the key-encryption keys that are here.
  package var encryptionKeyIDs: [String] { encryptionKeys.ids }

  /// The key that seals now.
  func sealingKey() async throws -> KeyEncryptionKey {
    guard let id = try await store.contents().encryptionKeyID else { return encryptionKeys.first }
    return try encryptionKeys.required(id)
  }

  /// Changes the ring. What was sealed under a key that another process has replaced meanwhile is not stored.
  @discardableResult
  func change(
    by rule: @escaping @Sendable (KeyRingContents) throws -> [KeyChange]
  ) async throws -> [KeyChange] {
    let first = encryptionKeys.first.id
    return try await store.change { contents in
      let changes = try rule(contents)
      let present = contents.encryptionKeyID ?? first
      for change in changes {
        guard let sealed = change.sealed, !sealed.encryptionKeyID.isExactly(present) else { continue }
        throw KeyCustodyError.encryptionKeyExchanged
      }
      return changes
    }
  }

  /// Lets a database that does not say yet which key seals say it: the one under which everything is sealed already.
  func nameEncryptionKey() async throws {
    guard try await store.contents().encryptionKeyID == nil else { return }
    let first = encryptionKeys.first.id
    try await store.change { contents in
      guard contents.encryptionKeyID == nil else { return [] }
      return [.adoptEncryptionKey(id: contents.sealedRows.first?.encryptionKeyID ?? first)]
    }
  }
}

extension KeyRingContents {
  fileprivate var rowsToReseal: Int {
    guard let id = encryptionKeyID else { return 0 }
    return sealedRows.count { !$0.encryptionKeyID.isExactly(id) }
  }
}

extension KeyChange {
  /// What it brings that is sealed and new.
  fileprivate var sealed: SealedBytes? {
    switch self {
    case .announce(let key): key.privateKey
    case .addSecret(let secret): secret.sealed
    default: nil
    }
  }
}
