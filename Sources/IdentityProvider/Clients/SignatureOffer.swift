package import JOSE
package import KeyCustody
import LibCrypto
import OAuth

/// By which signatures this provider speaks and is spoken to: those that everybody knows, and SM2 where there is a token
/// key of it and the system's library passed its self-test. Discovery and registration go by it.
package struct SignatureOffer: Sendable, Hashable {
  /// Whether SM2 is among them.
  package let hasSM2: Bool

  /// Of a provider that has no key of SM2.
  package static let registered = SignatureOffer(hasSM2: false)

  /// Of a provider with these keys.
  package init(_ keys: KeyRing) {
    self.init(
      hasSM2: keys.published(.token).contains { $0.slot.algorithm == .sm2 && $0.state == .signing }
        && NationalSelfTest.failure == nil)
  }

  private init(hasSM2: Bool) { self.hasSM2 = hasSM2 }

  /// What tokens and answers may be signed by.
  package var made: [SignatureAlgorithm] { with(ClientDocument.signatures) }
  /// What clients may sign by.
  package var taken: [SignatureAlgorithm] { with(SignatureAlgorithm.registered) }
  /// What DPoP proofs may be signed by.
  package var proofs: [SignatureAlgorithm] { with(DPoPProof.algorithms) }

  /// Refuses a registration that asks for SM2 where it is not offered.
  package func require(for client: Client) throws(ClientMetadataRejection) {
    if !hasSM2, let member = client.membersAboutSM2.first { throw .init(member, .notOffered) }
  }

  private func with(_ known: [SignatureAlgorithm]) -> [SignatureAlgorithm] { hasSM2 ? known + [.sm2] : known }
}

extension [SignatureAlgorithm] {
  /// As metadata has them.
  var json: JSON { .array(map { .string($0.rawValue) }) }
}
