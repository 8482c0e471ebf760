/// One thing that must hold for a server to do its work. A process hands a list of them to ``Readiness``; another part
/// with something to lose, such as a hardware token, adds one.
package struct HealthCheck: Sendable {
  /// A short name for people, programs and the label of a metric, as `database`.
  package let name: String
  /// Nil while it holds, else the reason in one sentence. Everybody may read it: no path, no address, no secret.
  package let failure: @Sendable () async -> String?

  package init(_ name: String, failure: @escaping @Sendable () async -> String?) {
    self.name = name
    self.failure = failure
  }
}

/// What a check found.
package struct HealthFinding: Sendable, Hashable {
  package let name: String
  /// Nil when it passed.
  package let reason: String?

  package var passes: Bool { reason == nil }
}
