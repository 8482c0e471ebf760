import JOSE
import LibCrypto
import OAuth
import SQLStore

// The machine: clock, disk, database, files.

extension DoctorRules {
  /// Wallets and portals allow thirty seconds; so much is an error here.
  private static let skew = 30

  var clockOutside: [DoctorFinding] {
    guard let outside = evidence.outside?.date else { return [] }
    // `Date` has whole seconds, and the answer took a moment.
    let skew = outside.seconds - evidence.now.seconds
    guard abs(skew) > 3 else { return [] }
    return [
      DoctorFinding(
        .clockOutside, abs(skew) >= Self.skew ? .error : .warning,
        "What answers at \(evidence.issuer.value) is \(abs(skew)) s \(skew > 0 ? "ahead of" : "behind") this machine.",
        "Synchronise both clocks (timedatectl, chronyc tracking): tokens and proofs are refused by their times.")
    ]
  }

  var clockDatabase: [DoctorFinding] {
    guard let newest = evidence.newestInDatabase, newest > evidence.now + 5 else { return [] }
    let ahead = newest.seconds - evidence.now.seconds
    return [
      DoctorFinding(
        .clockDatabase, ahead >= Self.skew ? .error : .warning,
        "The database has events from \(ahead) s in the future: the clock went back, or another replica is ahead.",
        "Compare the clocks of all replicas. Until then codes and tokens seem younger than they are.")
    ]
  }

  var diskSpace: [DoctorFinding] {
    guard let free = evidence.freeBytes else { return [] }
    // A backup lies beside the database twice while it is made.
    let wanted = max(evidence.databaseBytes * 3, 1 << 30)
    guard free < wanted else { return [] }
    return [
      DoctorFinding(
        .diskSpace, free < 200 << 20 ? .error : .warning,
        "The disk of the database has \(free >> 20) MiB left; a backup and its growth need \(wanted >> 20) MiB.",
        "Make room: with a full disk nobody can log in.")
    ]
  }

  var diskInodes: [DoctorFinding] {
    guard let free = evidence.freeInodes, free < 1000 else { return [] }
    return [
      DoctorFinding(
        .diskInodes, free < 100 ? .error : .warning, "The disk of the database has \(free) inodes left.",
        "Remove small files: the database cannot make its log without one.")
    ]
  }

  var walSize: [DoctorFinding] {
    guard evidence.walBytes > 256 << 20 else { return [] }
    return [
      DoctorFinding(
        .walSize, evidence.walBytes > 2 << 30 ? .error : .warning,
        "The write-ahead log has grown to \(evidence.walBytes >> 20) MiB.",
        "Something reads for very long: look for a copy or another program that holds the database open.")
    ]
  }

  var databaseIntegrity: [DoctorFinding] {
    guard let first = evidence.damage.first else { return [] }
    return [
      DoctorFinding(
        .databaseIntegrity, .error,
        "The database is damaged: \(first)\(evidence.damage.count > 1 ? " (and \(evidence.damage.count - 1) more)" : "").",
        "Stop the server, keep the database as it is, look at the disk, and restore (keys/README.md).")
    ]
  }

  var databaseFormat: [DoctorFinding] {
    let newer = evidence.format.format > SchemaFormat.current.format
    guard newer || !evidence.pending.isEmpty else { return [] }
    return [
      DoctorFinding(
        .databaseFormat, newer ? .warning : .notice,
        newer
          ? "A newer program has brought the database to format \(evidence.format.format)."
          : "Steps wait to be applied: \(evidence.pending.joined(separator: ", ")).",
        newer ? "Replace this program too." : "tongzhao migrate --plan says what they do; a start applies them.")
    ]
  }

  var nationalAlgorithms: [DoctorFinding] {
    guard let failure = evidence.nationalFailure else { return [] }
    return [
      DoctorFinding(
        .nationalAlgorithms, evidence.usesSM2 ? .error : .notice,
        "The self-test found that \(failure.sentence).",
        "Put a libcrypto of your distribution in place (libssl3): nothing is signed by SM2, nor believed, until then.")
    ]
  }

  var filePermissions: [DoctorFinding] {
    evidence.privatePaths.compactMap { file in
      guard file.mode & 0o077 != 0 || !file.isOwn else { return nil }
      return DoctorFinding(
        .filePermissions, .error,
        file.isOwn
          ? "\(file.path) is open to group or others (mode \(String(file.mode, radix: 8)))."
          : "\(file.path) belongs to another user.",
        "chmod 600 \(file.path) and chown it to the server's user; ask who could read it.")
    }
  }
}
