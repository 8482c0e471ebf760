import AuditLog
import JOSE

/// Whose signature is believed: keys that are at hand, or keys that only their fingerprints are known of.
struct ReceiptTrust {
  let keys: JWKSet?
  let fingerprints: [String]

  /// The keys to verify a receipt by: a key that the receipt brings itself is believed when its thumbprint is pinned.
  func keys(for receipt: AuditReceipt) -> JWKSet {
    let pinned = receipt.keys.keys.filter { brought in
      fingerprints.contains { $0.isExactly(brought.key.thumbprint) }
    }
    return JWKSet(keys: (keys?.keys ?? []) + pinned)
  }
}
