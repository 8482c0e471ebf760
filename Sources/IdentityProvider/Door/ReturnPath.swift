import OAuth

/// Where a person goes on after logging in: a path with its query on the same host. An address is only ever made by
/// putting the host's registered origin in front, so no text leads elsewhere.
struct ReturnPath: Sendable, Hashable {
  let value: String

  /// The front page.
  static let front = ReturnPath(checked: "/")

  /// Refuses what a browser or a proxy might read as another host or another path, and the door's own addresses.
  init?(_ presented: String) {
    let isPlain = presented.utf8.allSatisfy { byte in
      (0x21...0x7E).contains(byte) && !#""<>\^`{|}#"#.utf8.contains(byte)
    }
    let path = presented.prefix { $0 != "?" }
    let segments = path.split(separator: "/", omittingEmptySubsequences: false)
    guard presented.utf8.count <= 1024, isPlain, presented.hasPrefix("/"), !presented.hasPrefix("//"),
      !segments.contains(where: { $0 == "." || $0 == ".." }), !presented.hasPrefix(DoorHost.folder)
    else { return nil }
    value = presented
  }

  private init(checked value: String) { self.value = value }

  /// The address on that host.
  func url(on host: DoorHost) -> String { host.origin.url(value) }
}
