import ELicence
import JOSE
import OAuth

/// What the metadata says of the one credential that is issued (OpenID4VCI 1.0 §12.2.4, appendix A.3.2).
enum CredentialConfiguration {
  static func metadata(signedBy signature: SignatureAlgorithm) -> MetadataPart {
    MetadataPart([
      (
        "credential_configurations_supported",
        .object([LicenceCredential.configurationID: licence(signedBy: signature)])
      )
    ])
  }

  private static func licence(signedBy signature: SignatureAlgorithm) -> JSON {
    let proofs = KeyProof.algorithms(preferring: signature)
    return [
      "format": .string(LicenceCredential.format), "vct": .string(LicenceCredential.type),
      "cryptographic_binding_methods_supported": ["jwk"],
      "credential_signing_alg_values_supported": [.string(signature.rawValue)],
      "proof_types_supported": [
        "jwt": ["proof_signing_alg_values_supported": .array(proofs.map { .string($0.rawValue) })]
      ],
      "credential_metadata": [
        "display": [
          ["name": "电子营业执照", "locale": "zh-CN", "background_color": "#8c1c13", "text_color": "#ffffff"],
          ["name": "Business licence", "locale": "en", "background_color": "#8c1c13", "text_color": "#ffffff"],
        ],
        "claims": LicenceClaimLabels.json,
      ],
    ]
  }
}
