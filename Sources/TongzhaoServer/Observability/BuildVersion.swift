import Telemetry

/// The version of this program, as the change log calls it.
package enum BuildVersion {
  package static let text = "0.1.0"
}

/// What is running, in the form that Prometheus' own programs have it.
struct BuildInfo: MetricSource {
  func samples() async -> [MetricSample] {
    [MetricSample("tongzhao_build_info", [("version", BuildVersion.text), ("swift", Self.swift)], 1)]
  }

  private static var swift: String {
    #if compiler(>=6.3)
      "6.3"
    #else
      "6.2"
    #endif
  }
}
