import AuditLog
import Foundation
import JOSE
import KeyCustody
import SQLStore
import TestSupport

@testable import TongzhaoServer

/// A server whose database is backed up and restored.
struct CareFixture {
  let serving: ServingFixture
  let recoveryKey = RecoveryKey()

  var folder: String { serving.folder }
  var kek: KeyEncryptionKey { get throws { try KeyEncryptionKey(file: folder + "/kek") } }
  static let now = NumericDate.now()

  static func with<T>(_ body: (CareFixture) async throws -> T) async throws -> T {
    try await ServingFixture.with { try await body(CareFixture(serving: $0)) }
  }

  /// Gives `body` the opened server of a kind.
  func opened<T>(
    _ kind: ServerKind = .identityProvider, _ body: (OperatorDesk) async throws -> T
  ) async throws -> T {
    let settings: OperatorDesk.Settings =
      switch kind {
      case .identityProvider: .identityProvider(try await serving.identityProviderSettings)
      case .licenceIssuer: .licenceIssuer(try await serving.licenceIssuerSettings)
      }
    let state = try await OperatorDesk.open(settings, at: Self.now)
    let desk = OperatorDesk(state: state, settings: settings, asker: .account("tester"))
    do {
      let result = try await body(desk)
      try await state.database.close()
      return result
    } catch {
      try await state.database.close()
      throw error
    }
  }

  /// Makes a backup file of a server that is open.
  func backUp(_ desk: OperatorDesk, to name: String = "backup", at now: NumericDate = now) async throws -> String {
    let made = try await Backup(of: desk.settings.kind, desk.settings.server, signedBy: desk.state.keys).make(
      for: [try recoveryKey.publicKey], at: now)
    let path = folder + "/" + name
    try DurableFile.take(made.path, to: path)
    try FileManager.default.removeItem(atPath: made.path)
    return path
  }

  /// Restores, and gives `body` the restored database.
  @discardableResult
  func restoring(
    _ file: String, into name: String = "restored", endingLogins: Bool = true,
    checkpoint: SignedCheckpoint? = nil, from maker: BackupMaker = .anybody, at now: NumericDate = now,
    _ body: (SQLiteDatabase, RestoreReport) async throws -> Void = { _, _ in }
  ) async throws -> RestoreReport {
    let report = try await Restore(
      Restore.Request(
        file: file, recoveryKey: recoveryKey, from: maker, folder: folder + "/" + name, encryptionKey: try kek,
        endingLogins: endingLogins, checkpoint: checkpoint, account: "tester")
    ).run(at: now)
    let database = try SQLiteDatabase(path: "\(folder)/\(name)/\(report.manifest.database.name)")
    do {
      try await body(database, report)
      try await database.close()
    } catch {
      try await database.close()
      throw error
    }
    return report
  }
}
