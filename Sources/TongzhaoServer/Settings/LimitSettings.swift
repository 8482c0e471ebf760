import IdentityProvider
import OAuthHTTP

/// How often who may call, in a minute, for each process. Zero lets everybody pass, as for measuring.
package struct LimitSettings: Sendable, Hashable {
  /// What one network address may ask that makes work for strangers: logins, wallets' questions, registrations.
  package let requestsPerSource: Int
  /// What one client may ask.
  package let requestsPerClient: Int
  /// Wrong credentials of one client from one address.
  package let failuresPerClient: Int
  /// Wrong credentials from one address.
  package let failuresPerSource: Int
  /// Logins of one licence, by a wallet or from a session.
  package let loginsPerLicence: Int

  init(_ reader: inout SettingsReader) {
    requestsPerSource = Self.requestsPerSource(&reader)
    requestsPerClient = reader.number(
      "limits.requests-per-client", "requests of one client in a minute; 0: no limit", default: 60_000,
      in: 0...10_000_000, .count)
    failuresPerClient = reader.number(
      "limits.failures-per-client", "wrong credentials for one client from one address in a minute; 0: no limit",
      default: 30, in: 0...1_000_000, .count)
    failuresPerSource = reader.number(
      "limits.failures-per-source", "wrong client credentials from one address in a minute; 0: no limit",
      default: 300, in: 0...1_000_000, .count)
    loginsPerLicence = reader.number(
      "limits.logins-per-licence", "logins of one licence in a minute, by a wallet or from a session; 0: no limit",
      default: 600, in: 0...1_000_000, .count)
  }

  /// Both servers count strangers.
  static func requestsPerSource(_ reader: inout SettingsReader) -> Int {
    reader.number(
      "limits.requests-per-source", "requests of one address in a minute at what strangers may call; 0: no limit",
      default: 6_000, in: 0...10_000_000, .count)
  }

  /// What strangers are counted by.
  var sources: RateLimiter? { RateLimiter(perMinute: requestsPerSource) }

  /// What licences are counted by. Only who holds one, or is logged in with it, is counted.
  var licences: RateLimiter? { RateLimiter(perMinute: loginsPerLicence) }

  /// What clients are counted by.
  var clients: ClientLimits {
    ClientLimits(
      requests: RateLimiter(perMinute: requestsPerClient), failures: RateLimiter(perMinute: failuresPerClient),
      failuresOfSource: RateLimiter(perMinute: failuresPerSource))
  }
}
