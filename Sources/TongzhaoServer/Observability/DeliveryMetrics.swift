import IdentityProvider
import JOSE
import Telemetry

/// The outbox. When nothing waits, the oldest is from now: so its age is always a number.
struct DeliveryMetrics: MetricSource {
  let store: any DeliveryStore
  let clock: @Sendable () -> NumericDate

  func samples() async -> [MetricSample] {
    guard let load = try? await store.load() else { return [] }
    return [
      MetricSample("tongzhao_deliveries_waiting", Double(load.waiting)),
      MetricSample("tongzhao_deliveries_abandoned", Double(load.abandoned)),
      MetricSample("tongzhao_deliveries_oldest_timestamp_seconds", Double((load.oldest ?? clock()).seconds)),
    ]
  }
}
