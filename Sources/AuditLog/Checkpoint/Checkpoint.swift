import JOSE

/// The size and the root of a log at a moment.
///
/// Its text is the body of a C2SP `tlog-checkpoint` (https://c2sp.org/tlog-checkpoint), which witnesses and monitors
/// know: origin, size and root, one line each. The signature around it is a compact JWS and not a C2SP signed note:
/// the note's one general signature type is Ed25519, while this house signs by ES256 keys that have a life cycle,
/// a `kid` and a JWK, and its peers hold JOSE libraries. The same text can be co-signed as a note by others.
package struct Checkpoint: Sendable, Hashable {
  /// Which log: an address without its scheme.
  package let origin: String
  package let size: Int
  package let root: TreeHash

  package init(origin: String, size: Int, root: TreeHash) {
    self.origin = origin
    self.size = size
    self.root = root
  }

  /// The signed text.
  package var text: String { "\(origin)\n\(size)\n\(Base64.encode(root.bytes))\n" }

  /// Reads the text strictly; extension lines are refused, as nothing here makes any.
  package init?(text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count == 4, lines[3].isEmpty, !lines[0].isEmpty, let size = Int(lines[1]), size >= 0,
      let root = Base64.decode(lines[2]).flatMap({ TreeHash($0) })
    else { return nil }
    self.init(origin: String(lines[0]), size: size, root: root)
    guard self.text == text else { return nil }
  }
}
