package import JOSE

/// An event at its place in the log, as the bytes that the tree is made of.
///
/// The bytes are JSON with a fixed order of members, none of them null, and are kept as they are: nobody has to
/// serialize anything again to verify them. The leaf names its own index, so that one that was moved is found out by
/// itself.
package struct AuditLeaf: Sendable, Hashable {
  package let index: Int
  package let event: AuditEvent
  package let requestID: String?
  /// The digest of the sealed personal details. Sealing hides (fresh nonce), so the digest tells nothing once they are
  /// erased; and erasing them leaves the tree as it is.
  package let sealedDigest: [UInt8]?

  package init(index: Int, event: AuditEvent, requestID: String?, sealed: [UInt8]?) {
    self.index = index
    self.event = event
    self.requestID = requestID
    sealedDigest = sealed.map(Digests.sha256)
  }

  /// The canonical bytes.
  package var bytes: [UInt8] { json.serialized() }

  /// The members, in their order.
  package var json: JSONObject {
    var json: JSONObject = ["v": 1, "n": .integer(Int64(index)), "at": .integer(event.at.seconds)]
    json["action"] = .string(event.action.rawValue)
    json["outcome"] = .string(event.outcome.rawValue)
    json["role"] = .string(event.actor.role.rawValue)
    json["who"] = event.actor.name.map(JSON.string)
    json["client"] = event.client.map(JSON.string)
    json["licence"] = event.licence.map(JSON.string)
    json["object"] = event.object.map(JSON.string)
    json["reason"] = event.reason.map(JSON.string)
    json["request"] = requestID.map(JSON.string)
    json["sealed"] = sealedDigest.map { .string(Base64URL.encode($0)) }
    return json
  }

  /// Reads canonical bytes; nil for anything else.
  package init?(parsing bytes: [UInt8]) {
    guard let json = (try? JSON(parsing: bytes))?.object, json["v"]?.integer == 1,
      let index = json["n"]?.integer, let at = json["at"]?.integer,
      let action = json["action"]?.string.flatMap(AuditAction.init(rawValue:)),
      let outcome = json["outcome"]?.string.flatMap(AuditOutcome.init(rawValue:)),
      let role = json["role"]?.string.flatMap(AuditActor.Role.init(rawValue:))
    else { return nil }
    self.index = Int(index)
    event = AuditEvent(
      action, outcome, by: AuditActor(stored: role, name: json["who"]?.string), client: json["client"]?.string,
      licence: json["licence"]?.string, object: json["object"]?.string, reason: json["reason"]?.string,
      at: NumericDate(at))
    requestID = json["request"]?.string
    sealedDigest = json["sealed"]?.string.flatMap { Base64URL.decode($0) }
    guard self.bytes == bytes else { return nil }
  }
}
