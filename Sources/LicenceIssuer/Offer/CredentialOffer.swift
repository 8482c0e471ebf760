import Crypto
package import JOSE
package import OAuth

/// Marks the identifier of an offer, which is as secret as the offer.
package enum CredentialOfferSecret {}

/// A credential offer (OpenID4VCI 1.0 §4.1.1). Its code follows from its identifier, so the address alone brings it back
/// and the database keeps nothing that would redeem it.
package struct CredentialOffer: Sendable {
  /// What stands in the offer's address.
  package let id: BearerSecret<CredentialOfferSecret>

  /// The offer of this identifier.
  package init(id: BearerSecret<CredentialOfferSecret>) {
    self.id = id
  }

  /// The offer that an address names; nil for what cannot be an identifier of ours.
  package init?(presented id: String) {
    guard Base64URL.decode(id)?.count == 32, let secret = BearerSecret<CredentialOfferSecret>(presented: id) else {
      return nil
    }
    self.id = secret
  }

  /// The pre-authorized code.
  package var code: BearerSecret<PreAuthorizedCodeSecret> {
    BearerSecret(derived: Digests.sha256Text(Array("pre-authorized code ".utf8) + Array(id.revealed().utf8)))
  }

  /// The address at which a wallet fetches it (`credential_offer_uri`).
  package func address(at issuer: Issuer) -> String { issuer.url("/offers/\(id.revealed())") }

  /// The link that a wallet on this device opens, and that its QR code carries (OpenID4VCI 1.0 §4.1.3).
  package func walletLink(at issuer: Issuer) -> String {
    Percent.appendQuery(to: "openid-credential-offer://", [("credential_offer_uri", address(at: issuer))])
  }

  /// The offer as the wallet reads it.
  package func json(issuer: Issuer, configuration: String) -> JSONObject {
    [
      "credential_issuer": .string(issuer.value), "credential_configuration_ids": [.string(configuration)],
      "grants": .object([
        GrantType.preAuthorizedCode.rawValue: [
          "pre-authorized_code": .string(code.revealed()),
          "tx_code": [
            "input_mode": "numeric", "length": .integer(Int64(TransactionCodes.length)),
            "description": "请输入窗口告知的六位交易码 / Enter the six digits that the window gave you",
          ],
        ]
      ]),
    ]
  }
}
