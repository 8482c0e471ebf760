package import JOSE
package import KeyCustody
package import OAuth
package import OAuthHTTP

/// The rooms that issue licences to wallets, ready to be mounted.
package enum IssuerRooms {
  /// All rooms over these stores and keys. Throws when two of them contradict each other in the metadata.
  package static func make(
    issuer: Issuer, name: IssuerName, stores: IssuerStores, keys: KeyRing, policy: IssuerPolicy = IssuerPolicy(),
    clock: @escaping @Sendable () -> NumericDate
  ) throws(MetadataConflict) -> [any Room] {
    let nonces = NonceIssuer(secrets: keys.secrets, lifetime: policy.nonceLifetime)
    let publisher = StatusListPublisher(
      issuer: issuer, store: stores.statusLists, keys: keys, signature: policy.signature, policy: policy.statusLists)
    let rooms: [any IssuanceRoom] = [
      OfferEndpoint(issuer: issuer, offers: stores.offers, clock: clock),
      IssuanceTokenEndpoint(
        issuer: issuer, offers: stores.offers, grants: stores.grants, policy: policy.tokens, clock: clock),
      NonceEndpoint(issuer: issuer, nonces: nonces, clock: clock),
      CredentialEndpoint(
        issuer: issuer, grants: stores.grants, credentials: stores.credentials, nonces: nonces,
        signer: CredentialSigner(
          issuer: issuer, keys: keys, signature: policy.signature, policy: policy.credentials),
        proofs: KeyProof.algorithms(preferring: policy.signature), clock: clock),
      NotificationEndpoint(issuer: issuer, grants: stores.grants, credentials: stores.credentials, clock: clock),
      StatusListEndpoint(publisher: publisher, clock: clock),
    ]
    let metadata = try MetadataEndpoints(
      issuer: issuer, name: name, rooms: rooms, keys: keys, signature: policy.signature, clock: clock)
    return rooms + [metadata]
  }
}
