import AuditLog
import ELicence
import Foundation
import IdentityProvider
import JOSE
import KeyCustody
import LibCrypto
import OAuth
import OAuthHTTP
import SQLStore

/// Gathers the doctor's evidence at a server. It looks and changes nothing.
struct DoctorExamination: Sendable {
  typealias Ask = @Sendable (_ address: String) async throws -> OutsideAnswer

  let desk: OperatorDesk
  let ask: Ask

  private var settings: ServerSettings { desk.settings.server }

  func evidence(at now: NumericDate) async throws -> DoctorEvidence {
    var evidence = DoctorEvidence(now: now, issuer: settings.issuer)
    evidence.isTLSTerminatedHere = settings.tls != nil
    evidence.listensBeyondThisMachine = !["127.0.0.1", "::1", "localhost"].contains(settings.listen.host)
    look(atDiskInto: &evidence)
    lookAtCertificates(into: &evidence)
    try await lookAtDatabase(into: &evidence)
    try await lookAtKeys(into: &evidence)
    await lookFromOutside(into: &evidence)
    return evidence
  }

  private func look(atDiskInto evidence: inout DoctorEvidence) {
    if let file = settings.database.file { look(atDiskOf: file, into: &evidence) }
    let paths = [settings.database.file, settings.tls?.key].compactMap(\.self) + settings.privateFiles
    for path in paths {
      guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
        let mode = attributes[.posixPermissions] as? Int
      else { continue }
      let owner = (attributes[.ownerAccountID] as? NSNumber)?.uint32Value
      evidence.privatePaths.append(
        DoctorEvidence.PrivatePath(path: path, mode: mode, isOwn: owner == 0 || owner == geteuid()))
    }
  }

  private func look(atDiskOf file: String, into evidence: inout DoctorEvidence) {
    let folder = (file as NSString).deletingLastPathComponent
    let disk = try? FileManager.default.attributesOfFileSystem(forPath: folder.isEmpty ? "." : folder)
    evidence.freeBytes = (disk?[.systemFreeSize] as? NSNumber)?.intValue
    // Some file systems have no fixed number of inodes, and say none.
    let nodes = (disk?[.systemNodes] as? NSNumber)?.intValue ?? 0
    evidence.freeInodes = nodes > 0 ? (disk?[.systemFreeNodes] as? NSNumber)?.intValue : nil
    evidence.databaseBytes = size(file)
    evidence.walBytes = size(file + "-wal")
  }

  private func size(_ path: String) -> Int {
    (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
  }

  private func lookAtCertificates(into evidence: inout DoctorEvidence) {
    if let tls = settings.tls {
      if let leaf = certificate(tls.certificate) {
        evidence.tlsCertificates = [leaf]
      } else {
        evidence.unreadable = [tls.certificate]
      }
    }
    for folder in settings.authorityFolders {
      if let root = certificate(folder + "/authority.pem") { evidence.authorities.append(root) }
    }
  }

  /// The first certificate of a PEM file.
  private func certificate(_ path: String) -> DoctorEvidence.Certified? {
    guard let text = try? String(contentsOf: URL(fileURLWithPath: path), encoding: .utf8),
      let end = text.range(of: "-----END CERTIFICATE-----"),
      let certificate = try? Certificate(pem: String(text[..<end.upperBound]) + "\n")
    else { return nil }
    return DoctorEvidence.Certified(
      name: "\(certificate.subject) (\(path))", until: NumericDate(certificate.notAfter),
      dnsNames: certificate.dnsNames)
  }

  private func lookAtDatabase(into evidence: inout DoctorEvidence) async throws {
    let database = desk.state.database
    evidence.damage = try await database.quickProblems()
    evidence.format = try await database.schemaFormat()
    evidence.pending = try await database.pendingMigrations(desk.settings.kind.schema.migrations)
    let log = SQLAuditLog(database, secrets: desk.state.keys.secrets)
    evidence.newestInDatabase = try await log.search(AuditQuery(limit: 1)).first?.leaf?.event.at
    let verification = try await SQLAuditLog.verify(database, keys: nil)
    evidence.auditFindings = verification.findings.map(\.text)
    evidence.auditSize = verification.size
    evidence.auditSigned = verification.signedSize
    if verification.signedSize < verification.size {
      evidence.unsignedSince = try await log.record(at: verification.signedSize)?.leaf?.event.at
    }
    if case .identityProvider = desk.settings {
      evidence.trustAnchors = try await SQLTrustStore(database).entries().filter { $0.state != .removed }.map { entry in
        DoctorEvidence.Certified(
          name: "the licence issuer \(entry.anchor.name) (\(entry.anchor.region))",
          until: NumericDate(entry.anchor.certificate.notAfter))
      }
    }
  }

  private func lookAtKeys(into evidence: inout DoctorEvidence) async throws {
    let operations = KeyOperations(desk.state)
    let now = evidence.now
    evidence.scheduleFaults = try await operations.schedule(at: now).faults.map(\.sentence)
    evidence.keyFaults = try await operations.faults().map { "\($0.key): \($0.value.rawValue)." }.sorted()
    // The retired ones have signed; their certificates may end.
    let alive = try await desk.state.custodian.contents().keys.filter { [.announced, .signing].contains($0.state) }
    evidence.keyCertificates = alive.compactMap { key in
      key.certificateChain.first.map {
        DoctorEvidence.Certified(name: "\(key.slot) \(key.kid)", until: NumericDate($0.notAfter))
      }
    }
    evidence.nationalFailure = NationalSelfTest.failure
    evidence.usesSM2 = desk.state.keys.hasSM2
    evidence.publishedKids = Set(desk.state.keys.jwks.kids)
    evidence.maximumAge = settings.rotation.maximumAge
  }

  private func lookFromOutside(into evidence: inout DoctorEvidence) async {
    var outside = DoctorEvidence.Outside()
    do {
      switch desk.settings.kind {
      case .identityProvider:
        let discovery = try await ask(settings.issuer.url("/.well-known/openid-configuration"))
        outside.issuer = discovery.json?["issuer"]?.string
        outside.date = discovery.date
        let keys = try await ask(discovery.json?["jwks_uri"]?.string ?? settings.issuer.url("/jwks"))
        outside.kids = keys.json?["keys"]?.array.map { Set($0.compactMap { $0["kid"]?.string }) }
        outside.maximumAge = keys.maximumAge
      case .licenceIssuer:
        let metadata = try await ask(settings.issuer.url("/.well-known/openid-credential-issuer"))
        outside.issuer = metadata.json?["credential_issuer"]?.string
        outside.date = metadata.date
        let lists = try await desk.state.database.scan {
          try $0.rows("SELECT id FROM status_lists ORDER BY id DESC LIMIT 1").map { try $0.int(0) }
        }
        if let newest = lists.first {
          outside.statusListStatus = try await ask(settings.issuer.url("/status/\(newest)")).status
        }
      }
      evidence.outside = outside
    } catch {
      evidence.outsideFailure = "\(error)"
    }
  }
}
