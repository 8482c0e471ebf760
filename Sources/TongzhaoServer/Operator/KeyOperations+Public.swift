package import JOSE
package import KeyCustody
import LibCrypto

/// How public keys are written for those who take them by hand.
package enum PublicKeyFormat: String, Sendable, CaseIterable {
  /// A key set (RFC 7517 §5).
  case jwks
  /// SubjectPublicKeyInfo in PEM (RFC 7468 §13).
  case pem
  /// The keys' certificates in PEM (RFC 7468 §5).
  case certificates
}

extension KeyOperations {
  /// The published keys of one use or of all, in that form.
  package func exported(_ use: KeyUse?, as format: PublicKeyFormat) -> String {
    let keys = list().filter { use == nil || $0.slot.use == use }
    return switch format {
    case .jwks: JSON.object(["keys": .array(keys.map { .object($0.jwk) })]).text
    case .pem: keys.map { PEM.text("PUBLIC KEY", $0.verificationKey.publicKeyInfoDER) }.joined()
    case .certificates: keys.flatMap(\.certificateChain).map(\.pem).joined()
    }
  }

  /// The certificates of a key: whom they name, and until when.
  package func certificates(of key: StoredKey) -> [(subject: String, until: NumericDate)] {
    key.certificateChain.map { ($0.subject, NumericDate($0.notAfter)) }
  }
}
