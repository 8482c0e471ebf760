import JOSE

/// An issuance whose code is spent and whose licence did not arrive yet. Written down at once: a code redeems once, so
/// after a cut connection the refresh token is the only way on.
struct PendingIssuance: Sendable {
  let source: IssuanceSource
  let key: SigningKey

  var json: JSON {
    ["source": source.json, "key": .string(Base64URL.encode(key.privateRepresentation))]
  }

  init(source: IssuanceSource, key: SigningKey) {
    self.source = source
    self.key = key
  }

  init?(json: JSON) {
    guard let source = json["source"].flatMap(IssuanceSource.init(json:)),
      let key = json["key"].flatMap(SigningKey.init(stored:))
    else { return nil }
    self.init(source: source, key: key)
  }

  func isSame(as other: PendingIssuance) -> Bool { key.verificationKey == other.key.verificationKey }
}
