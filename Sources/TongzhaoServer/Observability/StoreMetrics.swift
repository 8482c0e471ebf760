import IdentityProvider
import AuditLog
import Foundation
import JOSE
import LibCrypto
import OAuth
import SQLStore
import Telemetry

/// The database and the audit log in it.
struct StoreMetrics: MetricSource {
  let database: any ServerDatabase
  let audit: any AuditStore

  func samples() async -> [MetricSample] {
    var samples = [MetricSample("tongzhao_database_write_queue_length", Double(database.waitingWrites))]
    if let size = try? await database.size() {
      samples.append(MetricSample("tongzhao_database_size_bytes", Double(size)))
    }
    if let size = try? await audit.size() { samples.append(MetricSample("tongzhao_audit_tree_size", Double(size))) }
    if let checkpoint = try? await audit.latestCheckpoint() {
      samples.append(MetricSample("tongzhao_audit_checkpoint_size", Double(checkpoint.unverified.size)))
    }
    return samples
  }
}

/// Logins under way.
struct OrderMetrics: MetricSource {
  let database: any SQLDatabase
  let clock: @Sendable () -> NumericDate

  func samples() async -> [MetricSample] {
    guard let waiting = try? await SQLOrderStore.waiting(in: database, at: clock()) else { return [] }
    return waiting.map { MetricSample("tongzhao_orders_waiting", [("state", $0.key.rawValue)], Double($0.value)) }
  }
}

/// How old the kept status lists are.
struct StatusListMetrics: MetricSource {
  let lists: StatusLists

  func samples() async -> [MetricSample] {
    guard let oldest = await lists.oldest else { return [] }
    return [MetricSample("tongzhao_status_list_fetched_timestamp_seconds", Double(oldest.seconds))]
  }
}

/// When the certificate of the server's https ends.
struct CertificateMetrics: MetricSource {
  let file: String

  func samples() async -> [MetricSample] {
    guard let text = try? String(contentsOfFile: file, encoding: .utf8),
      let end = try? Certificate.certificates(inPEM: text).map(\.notAfter).min()
    else { return [] }
    return [MetricSample("tongzhao_certificate_expires_timestamp_seconds", [("of", "https")], Double(end))]
  }
}

/// What readiness says, check by check.
struct HealthMetrics: MetricSource {
  let readiness: Readiness

  func samples() async -> [MetricSample] {
    await readiness.findings().map {
      MetricSample("tongzhao_health_check", [("check", $0.name)], $0.passes ? 1 : 0)
    }
  }
}
