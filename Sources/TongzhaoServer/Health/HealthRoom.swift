import Hummingbird
import JOSE
package import OAuthHTTP

/// Whether the process lives, and whether it can do its work: a proxy sends requests only to those that are ready, and a
/// supervisor starts anew only what does not live. A process that lost its database lives: starting it anew mends nothing.
package struct HealthRoom: Room {
  private let readiness: Readiness

  package init(_ readiness: Readiness) { self.readiness = readiness }

  package var endpoints: [Endpoint] {
    [
      .get("/health/live") { request, _ in
        request.prefersJSON ? .json(["status": "live"] as JSONObject) : .text("live\n")
      },
      .get("/health/ready") { request, _ in
        let findings = await readiness.findings()
        let isReady = findings.allSatisfy(\.passes)
        if request.prefersJSON {
          return .json(Self.json(findings), status: isReady ? .ok : .serviceUnavailable)
        }
        if isReady { return .text("ready\n") }
        let lines = findings.compactMap { finding in finding.reason.map { "\(finding.name): \($0)\n" } }
        return .text("not ready\n" + lines.joined(), status: .serviceUnavailable)
      },
    ]
  }

  private static func json(_ findings: [HealthFinding]) -> JSONObject {
    [
      "status": .string(findings.allSatisfy(\.passes) ? "ready" : "not_ready"),
      "checks": .array(
        findings.map { finding in
          var check: JSONObject = ["name": .string(finding.name), "state": .string(finding.passes ? "pass" : "fail")]
          check["reason"] = finding.reason.map { .string($0) }
          return .object(check)
        }),
    ]
  }
}
