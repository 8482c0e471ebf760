import JOSE
import KeyCustody

/// What a browser shows at the door: the name of a grant under our MAC. Nothing is stored for it beside the grant, and
/// it is worth nothing at another host, because the grant names its client and address.
struct DoorPass: Sendable, Hashable {
  let grant: GrantID

  init(_ grant: GrantID) { self.grant = grant }

  /// Reads a pass that this server gave.
  init?(_ text: String, by secrets: ServerSecrets, at now: NumericDate) {
    guard let words = AuthenticatedText.read(text, for: .cookieSeal, by: secrets, at: now), words.count == 2,
      words[0] == "door", let grant = GrantID(words[1])
    else { return nil }
    self.init(grant)
  }

  /// The cookie's value.
  func text(by secrets: ServerSecrets, at now: NumericDate) throws -> String {
    try AuthenticatedText.make("door.\(grant.value)", for: .cookieSeal, by: secrets, at: now)
  }
}
