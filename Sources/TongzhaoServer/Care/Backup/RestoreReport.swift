package import JOSE
package import SQLStore

/// What a restoration brought back, and what it could not.
package struct RestoreReport: Sendable {
  package let manifest: BackupManifest
  /// The audit key that vouches for it; nil when anybody's backup was taken.
  package let signer: String?
  /// Those who work again: as at the backup, whatever was done about them since.
  package let operators: [StoredOperator]
  package let ended: [(what: String, count: Int)]
  package let migrated: [String]
  package let keysTried: Bool
  package let loginsEnded: Bool
  /// Events of the audit log that are lost; nil when nobody can know.
  package let lostLeaves: Int?
  package let at: NumericDate

  package var json: JSON {
    [
      "manifest": manifest.json, "signed_by": signer.map(JSON.string) ?? .null,
      "operators": .array(
        operators.map {
          ["name": .string($0.name), "role": .string($0.role), "standing": .string($0.standing.rawValue)]
        }),
      "ended": .array(ended.map { ["what": .string($0.what), "count": .integer(Int64($0.count))] }),
      "migrated": .array(migrated.map(JSON.string)), "keys_tried": .bool(keysTried),
      "logins_ended": .bool(loginsEnded), "lost_seconds": .integer(at.seconds - manifest.madeAt.seconds),
      "lost_events": lostLeaves.map { .integer(Int64($0)) } ?? .null,
    ]
  }

  package var lines: [String] {
    var lines = ["Restored the \(manifest.server.rawValue) \(manifest.issuer) as of \(manifest.madeAt.text):"]
    if let signer { lines.append("  made and signed by the server's audit key \(signer)") }
    lines += manifest.rows.sorted { $0.key < $1.key }.filter { $0.value > 0 }.map { "  \($0.value)  \($0.key)" }
    lines.append("  \(manifest.log.size) leaves of the audit log, \(manifest.log.signedSize) of them signed")
    lines.append(
      keysTried
        ? "  \(manifest.keys.count) signing keys; each opens, signs and verifies"
        : "  \(manifest.keys.count) signing keys; not tried, for no key-encryption key was given (--kek)")
    for name in migrated { lines.append("  brought up to date: \(name)") }
    lines.append("Ended, because it may have been used or ended since the backup:")
    lines += ended.map { "  \($0.count)  \($0.what)" }
    lines.append("  all QR frames, tickets and nonces")
    return lines
  }

  /// What a person must know before a server starts on it.
  package var warnings: [String] {
    let seconds = max(0, at.seconds - manifest.madeAt.seconds)
    var lines = [
      "Everything since \(manifest.madeAt.text) is lost (\(seconds / 3600) h \(seconds / 60 % 60) min)"
        + (lostLeaves.map { ": \($0) events of the audit log." } ?? "; --checkpoint FILE tells how many events."),
      "What was withdrawn since then is there again: revoke keys, suspend clients and remove licence issuers anew.",
    ]
    if signer == nil { lines.append("Nobody vouches for who made this backup: --unsigned was said.") }
    if operators.isEmpty {
      lines.append("Operators are as at the backup: none. The machine's account is everything until one is enrolled.")
    } else {
      let names = operators.map { "\($0.name) (\($0.role)\($0.standing == .suspended ? ", suspended" : ""))" }
      lines.append(
        "Operators, their certificates and second factors are as at the backup: \(names.joined(separator: ", ")). "
          + "Suspend or remove anew who was since, and reset second factors that were.")
    }
    switch manifest.server {
    case .identityProvider:
      if !loginsEnded {
        lines.append("Logins that people ended or disowned since then live again, for --keep-sessions was said.")
      }
    case .licenceIssuer:
      lines.append("Import the registry's changes since then again. Credentials issued since are not valid any more.")
    }
    if !manifest.log.findings.isEmpty {
      lines.append("The audit log was already found wrong when the backup was made:")
      lines += manifest.log.findings.map { "  \($0)" }
    }
    return lines
  }
}
