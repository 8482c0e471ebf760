import IdentityProvider

extension DeliverySchedule {
  /// As the settings `logout.*` say.
  init(_ reader: inout SettingsReader) {
    self.init()
    attempts = reader.number(
      "logout.delivery-attempts", "how often a client is told of a logout until it is left to operators",
      default: attempts, in: 1...30, .count)
    firstPause = reader.number(
      "logout.delivery-pause", "before a client is told the second time; then twice as long each time",
      default: firstPause, in: 1...600)
    parallel = reader.number(
      "logout.delivery-parallel", "clients that one process tells of logouts at a time", default: parallel, in: 2...64,
      .count)
    perClient = min(perClient, parallel - 1)
  }
}
