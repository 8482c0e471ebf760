package import JOSE

/// Whose backup is taken.
package enum BackupMaker: Sendable {
  /// The server's whose audit keys these are, as they were exported (`tongzhao audit public-keys`) and kept elsewhere. Those
  /// in the backup itself say nothing: whoever made it up put them there.
  case server(auditKeys: JWKSet)
  /// Anybody's: it was made before backups were signed, or the exported keys are lost.
  case anybody

  /// Refuses another's backup.
  /// - Returns: the key that vouches for it; nil when nobody does.
  func accept(_ signed: SignedManifest) throws(CareRefusal) -> String? {
    switch self {
    case .server(let keys): try signed.signer(among: keys)
    case .anybody: nil
    }
  }
}
