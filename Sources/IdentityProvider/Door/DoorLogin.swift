import JOSE
import KeyCustody
import OAuth

/// A login that began at a door, sealed into the `state` that comes back with its answer: nothing is stored for it, so
/// beginning logins without end fills nothing. It belongs to one browser and one host.
struct DoorLogin: Sendable {
  /// How long a person may take, in seconds.
  static let life = 1_800

  /// What the code's redeemer must know.
  let verifier: CodeVerifier
  /// Where the person wanted to go.
  let path: ReturnPath

  init(verifier: CodeVerifier, path: ReturnPath) {
    self.verifier = verifier
    self.path = path
  }

  /// The `state`.
  func state(
    for browser: BearerSecret<BrowserSecret>, at host: DoorHost, by secrets: ServerSecrets, at now: NumericDate
  ) throws -> String {
    let members: JSONObject = [
      "verifier": .string(verifier.revealed()), "path": .string(path.value), "expires": .date(now + Self.life),
    ]
    return Base64URL.encode(
      try secrets.seal(
        members.serialized(), .cookieSeal, associatedData: Self.context(browser, host), at: now))
  }

  /// Reads the `state` of a login that began in this browser at this host, and lately; nil for every other.
  init?(
    state: String, of browser: BearerSecret<BrowserSecret>, at host: DoorHost, by secrets: ServerSecrets,
    at now: NumericDate
  ) {
    guard let sealed = Base64URL.decode(state),
      let opened = try? secrets.open(
        sealed, .cookieSeal, associatedData: Self.context(browser, host), at: now),
      let members = try? JSON(parsing: opened), let expires = members["expires"]?.integer, now < NumericDate(expires),
      let verifier = members["verifier"]?.string.flatMap({ CodeVerifier($0) }),
      let path = members["path"]?.string.flatMap({ $0 == ReturnPath.front.value ? .front : ReturnPath($0) })
    else { return nil }
    self.init(verifier: verifier, path: path)
  }

  /// The seal opens with the same browser, client and address only.
  private static func context(_ browser: BearerSecret<BrowserSecret>, _ host: DoorHost) -> [UInt8] {
    Array("door/\(host.client.id.value)/\(host.callback.value)/".utf8) + browser.digest.bytes
  }
}
