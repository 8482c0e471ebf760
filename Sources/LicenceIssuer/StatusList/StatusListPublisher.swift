import ELicence
package import JOSE
package import KeyCustody
package import OAuth

// The StatusList room publishes which credentials are not valid (Token Status List). The Registry and the Credential
// room set the statuses, with what caused them; here a list is packed and signed once for each of its versions, and for
// everybody who asks. A process that changes a status needs no word with the one that publishes: the version tells.

/// Signs status lists and keeps the newest of each.
package actor StatusListPublisher {
  private let issuer: Issuer
  private let store: any StatusListStore
  private let keys: KeyRing
  private let signature: SignatureAlgorithm
  private let policy: StatusListPolicy
  private var published: [Int: PublishedStatusList] = [:]
  private var building: [Int: Task<PublishedStatusList?, any Error>] = [:]

  /// Publishes the lists of this store, signed by these keys of this algorithm.
  package init(
    issuer: Issuer, store: any StatusListStore, keys: KeyRing, signature: SignatureAlgorithm, policy: StatusListPolicy
  ) {
    self.issuer = issuer
    self.store = store
    self.keys = keys
    self.signature = signature
    self.policy = policy
  }

  /// The list as it is now; nil when there is none.
  package func list(_ id: Int, at now: NumericDate) async throws -> PublishedStatusList? {
    guard let version = try await store.version(of: id) else { return nil }
    while true {
      if let present = published[id], isGood(present, version: version, at: now) { return present }
      // Whoever comes while a list is signed waits for that one; it may be older than what he must see.
      let task = building[id] ?? Task { try await build(id, at: now) }
      building[id] = task
      defer { if building[id] == task { building[id] = nil } }
      guard let built = try await task.value else { return nil }
      if built.version >= published[id]?.version ?? 0 { published[id] = built }
      if building[id] == task { building[id] = nil }
      if isGood(built, version: version, at: now) { return built }
    }
  }

  private func isGood(_ list: PublishedStatusList, version: Int, at now: NumericDate) -> Bool {
    list.version >= version && list.issuedAt <= now && now < list.issuedAt + max(1, policy.lifetime / 2)
  }

  private nonisolated func build(_ id: Int, at now: NumericDate) async throws -> PublishedStatusList? {
    guard let snapshot = try await store.snapshot(of: id) else { return nil }
    var list = StatusList(count: StatusListSize.places)
    if snapshot.otherwise != .valid { for index in 0..<list.count { list[index] = snapshot.otherwise.rawValue } }
    for entry in snapshot.entries where (0..<list.count).contains(entry.index) {
      list[entry.index] = entry.status.rawValue
    }
    let key = try keys.current(.statusList, signature, at: now)
    let filled = list
    let token = try await key.signing { [issuer, policy] signer in
      try StatusListToken.sign(
        filled, uri: StatusListEndpoint.address(of: id, at: issuer), timeToLive: policy.timeToLive, issuedAt: now,
        expires: now + policy.lifetime, with: signer, keyID: key.kid, certificateChain: key.certificateChain)
    }
    return PublishedStatusList(version: snapshot.version, issuedAt: now, token: token)
  }
}
