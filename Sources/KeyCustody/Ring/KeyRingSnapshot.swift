import JOSE
import LibCrypto

/// The ring at one version, with everything prepared that a request asks for.
struct KeyRingSnapshot: Sendable {
  let contents: KeyRingContents
  var version: Int64 { contents.version }
  /// The keys that sign.
  let signing: [KeySlot: CustodyKey]
  /// Private parts that are open already, by `kid`.
  let opened: [String: KeyOpening]
  let published: [PublishedKey]
  let verification: [String: VerificationKey]
  let jwks: [KeyUse: PublishedJWKS]
  /// The token keys of the algorithms that everybody knows.
  let registeredJWKS: PublishedJWKS

  static let empty = KeyRingSnapshot(
    contents: KeyRingContents(version: -1, longestMaximumAge: 0, keys: [], secrets: []), signing: [:], opened: [:],
    published: [], verification: [:], jwks: [:], registeredJWKS: PublishedJWKS([]))

  private init(
    contents: KeyRingContents, signing: [KeySlot: CustodyKey], opened: [String: KeyOpening], published: [PublishedKey],
    verification: [String: VerificationKey], jwks: [KeyUse: PublishedJWKS], registeredJWKS: PublishedJWKS
  ) {
    self.contents = contents
    self.signing = signing
    self.opened = opened
    self.published = published
    self.verification = verification
    self.jwks = jwks
    self.registeredJWKS = registeredJWKS
  }

  /// Prepares `contents`, opening only private parts that `former` has not opened yet.
  init(
    _ contents: KeyRingContents, after former: KeyRingSnapshot, encryptionKeys: EncryptionKeyring,
    token: HardwareToken?
  ) throws {
    var signing: [KeySlot: CustodyKey] = [:]
    var opened: [String: KeyOpening] = [:]
    for key in contents.keys {
      // An announced key is opened too: a replica that cannot open it must find out before it has to sign.
      guard key.state == .announced || key.state == .signing, let sealed = key.privateKey else { continue }
      let opening =
        try former.opened[key.kid]
        ?? KeyOpening(of: key, sealed, encryptionKeys: encryptionKeys, token: token)
      opened[key.kid] = opening
      if key.state == .signing { signing[key.slot] = CustodyKey(key, opening) }
    }
    let published = contents.keys.filter(\.state.isPublished).map(PublishedKey.init)
    self.init(
      contents: contents, signing: signing, opened: opened, published: published,
      verification: Dictionary(published.map { ($0.kid, $0.verificationKey) }) { first, _ in first },
      jwks: Dictionary(
        uniqueKeysWithValues: KeyUse.allCases.map { use in (use, PublishedJWKS(published.filter { $0.slot.use == use }))
        }
      ),
      registeredJWKS: PublishedJWKS(
        published.filter { $0.slot.use == .token && SignatureAlgorithm.registered.contains($0.slot.algorithm) }))
  }
}
