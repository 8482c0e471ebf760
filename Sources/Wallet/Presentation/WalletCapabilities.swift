import ELicence
import JOSE

/// What the wallet says of itself when it asks for a request (OpenID4VP 1.0 §10.1), and keeps to.
enum WalletCapabilities {
  static let clientIDPrefixes = ["x509_hash", "x509_san_dns"]
  static let encryptions: [ContentEncryption] = [.a256GCM, .a128GCM]
  static let transactionTypes = [LoginContext.transactionType]

  /// What is signed by, here and by those that it believes.
  static let signatures: [SignatureAlgorithm] = [.es256, .sm2]
  private static let names: JSON = .array(signatures.map { .string($0.rawValue) })

  static let metadata: JSON = [
    "vp_formats_supported": [LicenceCredential.format: ["sd-jwt_alg_values": names, "kb-jwt_alg_values": names]],
    "client_id_prefixes_supported": .array(clientIDPrefixes.map(JSON.string)),
    "request_object_signing_alg_values_supported": names,
    "response_types_supported": ["vp_token"],
    "response_modes_supported": ["direct_post.jwt"],
    "authorization_encryption_alg_values_supported": ["ECDH-ES"],
    "authorization_encryption_enc_values_supported": .array(encryptions.map { .string($0.rawValue) }),
    "transaction_data_types_supported": .array(transactionTypes.map(JSON.string)),
  ]
}
