package import JOSE
package import OAuth

/// Who is ready for a key that does not sign yet, and what breaks for those who are not. A pure rule: an operator sees
/// its answer before a key is promoted.
package struct KeyReadiness: Sendable, Hashable {
  /// Where a client stands.
  package enum Standing: Sendable, Hashable {
    /// It has fetched the key.
    case ready(at: NumericDate)
    /// It names itself when it fetches, and has not fetched since the key was announced.
    case behind(lastFetch: NumericDate)
    /// It never named itself at the key set, so nobody can tell.
    case unknown
  }

  /// What a client reads that the key would sign.
  package enum Reading: String, Sendable, Hashable, CaseIterable {
    case idTokens = "ID tokens"
    case accessTokens = "access tokens"
  }

  /// A client that was active of late, and reads what the key would sign.
  package struct Reader: Sendable, Hashable {
    package let client: ClientID
    package let seenAt: NumericDate
    package let standing: Standing
    package let reads: [Reading]
  }

  package let kid: String
  /// Seconds until everybody who honours `max-age` has the key; nil when that is over.
  package let announcedTooShortlyFor: Int?
  package let readers: [Reader]

  /// The active clients that have not fetched the key for certain.
  package var missing: [Reader] {
    readers.filter { if case .ready = $0.standing { false } else { true } }
  }

  /// Whether the key may sign without anybody failing that we know of.
  package var isReady: Bool { announcedTooShortlyFor == nil && missing.isEmpty }

  /// Judges a token key of this algorithm.
  /// - Parameters:
  ///   - announcedAt: since when it is published.
  ///   - longestMaximumAge: the longest `max-age` with which the key set was ever served, in seconds.
  ///   - activeSince: clients not seen since then do not count.
  package init(
    of kid: String, algorithm: SignatureAlgorithm, announcedAt: NumericDate, longestMaximumAge: Int,
    clients: [Client], readers: [KeyReader], activeSince: NumericDate, at now: NumericDate
  ) {
    self.kid = kid
    let fetchedByAll = announcedAt + longestMaximumAge + 1
    announcedTooShortlyFor = now < fetchedByAll ? fetchedByAll - now : nil
    let known = Dictionary(readers.map { ($0.client, $0) }) { first, _ in first }
    // Tokens of one client are read by the resources that they name.
    let audiences = Set(clients.filter { $0.accessTokenAlgorithm == algorithm }.flatMap(\.audiences))
    self.readers = clients.compactMap { client in
      guard !client.suspended, let reader = known[client.id], reader.seenAt >= activeSince else { return nil }
      var reads: [Reading] = []
      if client.grantTypes.contains(.authorizationCode), client.idTokenAlgorithm == algorithm {
        reads.append(.idTokens)
      }
      let isAsked = client.audienceAlgorithm == algorithm
      if isAsked || algorithm != .sm2 && client.introspectionAudiences.contains(where: audiences.contains) {
        reads.append(.accessTokens)
      }
      guard !reads.isEmpty else { return nil }
      let standing: Standing =
        if let at = reader.kids[kid] { .ready(at: at) } else if let last = reader.fetchedAt {
          .behind(lastFetch: last)
        } else { .unknown }
      return Reader(client: client.id, seenAt: reader.seenAt, standing: standing, reads: reads)
    }
  }
}
