import ArgumentParser
import TongzhaoServer

/// Whose backup is taken.
struct BackupMakerOptions: ParsableArguments {
  @Option(help: "The server's audit keys (tongzhao audit public-keys), kept elsewhere: another's backup is refused.")
  var auditKeys: String?
  @Flag(help: "Take a backup of which nobody can tell who made it.") var unsigned = false

  /// Refuses to guess.
  func validateChoice() throws {
    if (auditKeys == nil) != unsigned {
      throw ValidationError("say --audit-keys FILE, the server's exported audit keys, or else --unsigned")
    }
  }

  var maker: BackupMaker {
    get throws {
      guard let auditKeys, !unsigned else { return .anybody }
      return .server(auditKeys: try AuditFiles.keys(auditKeys))
    }
  }
}
