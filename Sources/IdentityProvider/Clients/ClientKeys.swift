package import JOSE
package import OAuthHTTP

/// The keys of every client, wherever they are. What lies at a client's own address (`jwks_uri`) is fetched when it is
/// needed, kept for as long as the address says, within bounds, and fetched again when something is signed by a key
/// that is not known yet: so clients change their keys when they like (OpenID Connect Core §10.1.1).
///
/// Who waits for the same address waits for one fetch. Anybody can name a key that does not exist, so an address is
/// asked a few times a minute and no more. When it does not answer, the former keys are good for some hours: a
/// department's night of maintenance locks nobody out, and keys that were taken back do not live for ever.
package actor ClientKeys {
  private struct Kept {
    var keys = ClientKeySet.empty
    var freshUntil = NumericDate(0)
    var goodUntil = NumericDate(0)
    var attempts: [NumericDate] = []
    var failure: String?
  }

  /// How long keys are kept whose address does not say, and the bounds of what it may say; seconds.
  static let standardAge = 600
  static let ages = 10...3_600
  /// How long the former keys are good when they cannot be fetched any more; seconds.
  static let longestAge = 12 * 3_600
  /// How often one address is asked in a minute.
  static let attemptsPerMinute = 6

  private let outgoing: any OutgoingRequests
  private let capacity: Int
  private let parallel: Int
  private var known: [WebAddress: Kept] = [:]
  private var fetches: [WebAddress: Task<Void, Never>] = [:]

  /// Keys of so many addresses are remembered, and so many addresses are asked at a time.
  package init(
    outgoing: any OutgoingRequests = NoOutgoingRequests(), capacity: Int = 1_024, parallel: Int = 32
  ) {
    self.outgoing = outgoing
    self.capacity = capacity
    self.parallel = parallel
  }

  /// The client's keys; empty where it has none, or where they cannot be learned.
  /// - Parameter keyID: the `kid` that is looked for: where it is not among the known ones, they are asked for anew.
  package func keys(of client: Client, holding keyID: String? = nil, at now: NumericDate) async -> ClientKeySet {
    switch client.keys {
    case .absent: return .empty
    case .listed(let keys): return keys
    case .at(let address): return await keys(at: address, holding: keyID, at: now)
    }
  }

  private func keys(at address: WebAddress, holding keyID: String?, at now: NumericDate) async -> ClientKeySet {
    if let kept = known[address], now < kept.freshUntil, keyID.map(kept.keys.holds) ?? true { return kept.keys }
    if let fetch = fetches[address] ?? begin(address, at: now) { await fetch.value }
    guard let kept = known[address] else { return .empty }
    if let failure = kept.failure {
      RefusalNotes.current?.add(RefusalNote("jwks_uri", expected: "a JWK Set", received: failure))
    }
    return now < kept.goodUntil ? kept.keys : .empty
  }

  /// A fetch, unless there were enough of them lately.
  private func begin(_ address: WebAddress, at now: NumericDate) -> Task<Void, Never>? {
    var kept = known[address] ?? Kept()
    kept.attempts.removeAll { $0 + 60 <= now }
    guard kept.attempts.count < Self.attemptsPerMinute, fetches.count < parallel else { return nil }
    kept.attempts.append(now)
    if known[address] == nil { makeRoom() }
    known[address] = kept
    let fetch = Task { await learn(address, at: now) }
    fetches[address] = fetch
    return fetch
  }

  private func learn(_ address: WebAddress, at now: NumericDate) async {
    let result = await fetched(address)
    fetches[address] = nil
    // Forgotten meanwhile, for want of room: whoever waits is answered nevertheless.
    var kept = known[address] ?? Kept(attempts: [now])
    switch result {
    case .success(let (keys, age)):
      kept.keys = keys
      kept.freshUntil = now + min(max(age ?? Self.standardAge, Self.ages.lowerBound), Self.ages.upperBound)
      kept.goodUntil = now + Self.longestAge
      kept.failure = nil
    case .failure(let failure): kept.failure = failure.reason
    }
    known[address] = kept
  }

  private struct Failure: Error {
    let reason: String
  }

  private func fetched(_ address: WebAddress) async -> Result<(ClientKeySet, age: Int?), Failure> {
    let answer: OutgoingAnswer
    do throws(OutgoingRefusal) {
      answer = try await outgoing.answer(to: OutgoingRequest(address, accept: "application/jwk-set+json"))
    } catch {
      return .failure(Failure(reason: error.rawValue))
    }
    guard answer.status == 200 else { return .failure(Failure(reason: "status \(answer.status)")) }
    do {
      return .success((try ClientKeySet(parsing: try JSON(parsing: answer.bytes)), age: answer.maximumAge))
    } catch JWKRejection.privateKeyPresent {
      return .failure(Failure(reason: "a set with a private key"))
    } catch {
      return .failure(Failure(reason: "no JWK Set"))
    }
  }

  /// The address that was asked the longest ago makes room.
  private func makeRoom() {
    guard known.count >= capacity else { return }
    let oldest = known.min { ($0.value.attempts.last ?? NumericDate(0)) < ($1.value.attempts.last ?? NumericDate(0)) }
    if let oldest { known[oldest.key] = nil }
  }
}
