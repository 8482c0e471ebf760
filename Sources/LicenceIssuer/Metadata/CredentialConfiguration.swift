import ELicence
import JOSE
import OAuth

/// What the metadata says of the one credential that is issued (OpenID4VCI 1.0 §12.2.4, appendix A.3.2).
enum CredentialConfiguration {
  static var metadata: MetadataPart {
    MetadataPart([
      ("credential_configurations_supported", .object([LicenceCredential.configurationID: licence]))
    ])
  }

  private static var licence: JSON {
    [
      "format": .string(LicenceCredential.format), "vct": .string(LicenceCredential.type),
      "cryptographic_binding_methods_supported": ["jwk"],
      "credential_signing_alg_values_supported": [.string(CredentialSigner.algorithm.rawValue)],
      "proof_types_supported": [
        "jwt": ["proof_signing_alg_values_supported": .array(KeyProof.algorithms.map { .string($0.rawValue) })]
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
