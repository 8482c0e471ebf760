package import ELicence
package import JOSE
import OAuth

extension Registrar {
  /// Offers a licence to a person: appoints the holder and makes an offer for the person's wallet. On a new phone the
  /// person receives the licence by another offer, and the former phone's is invalid from that moment.
  /// - Parameters:
  ///   - name: nil takes the representative's name from the particulars.
  ///   - holderID: tells persons of one name apart, and recognises one person with several licences; never the number
  ///     of an identity document.
  ///   - document: a manager's or an agent's identity document; nil keeps the one that is known.
  ///   - delegation: obligatory for an agent; a licence manager without one may do everything.
  package func offer(
    _ uscc: CreditCode, role: HolderRole, name: String? = nil, holderID: String? = nil, delegation: Delegation? = nil,
    document: IdentityDocument? = nil, at now: NumericDate
  ) async throws -> OfferHandout {
    let offer = CredentialOffer(id: BearerSecret(generating: 32))
    var generator = SystemRandomNumberGenerator()
    let transactionCode = TransactionCodes.generate(using: &generator)
    let expiresAt = now + policy.lifetime
    let holder = try await stores.offers.offer(
      NewOffer(
        uscc: uscc, role: role, name: name, holderID: holderID, freshID: Base64URL.name(Random.bytes(16)),
        delegation: delegation, document: document, code: offer.code.digest,
        transactionCode: TransactionCodes.digest(transactionCode, of: offer.code), tries: policy.tries,
        expiresAt: expiresAt),
      at: now)
    return OfferHandout(
      walletLink: offer.walletLink(at: issuer), address: offer.address(at: issuer), transactionCode: transactionCode,
      expiresAt: expiresAt, holder: holder)
  }
}
