import IdentityProvider
import JOSE
import OAuth

extension KeyReadiness {
  /// What will break if the key signs now, a line for each cause; empty when nothing is known to.
  var warnings: [String] {
    var lines: [String] = []
    if let seconds = announcedTooShortlyFor {
      lines.append(
        "Whoever keeps the key set for its whole max-age may be without this key for another \(seconds) s.")
    }
    for reader in missing {
      let what = reader.reads.map(\.rawValue).joined(separator: " and ")
      switch reader.standing {
      case .ready: break
      case .behind:
        lines.append("\(reader.client.value) has not fetched the key: it will refuse \(what) until it does.")
      case .unknown:
        lines.append(
          "\(reader.client.value) never named itself at the key set (jwks_uri?client=…), so nobody knows: it may "
            + "refuse \(what) until it fetches.")
      }
    }
    return lines
  }
}

extension KeyReadiness {
  var json: JSON {
    [
      "ready": .bool(isReady), "announced_too_shortly_for": announcedTooShortlyFor.map { .integer(Int64($0)) } ?? .null,
      "clients": .array(
        readers.map { reader in
          [
            "client_id": .string(reader.client.value), "seen_at": .date(reader.seenAt),
            "standing": .string(reader.standing.name), "fetched_at": reader.standing.date.map(JSON.date) ?? .null,
            "reads": .array(reader.reads.map { .string($0.rawValue) }),
          ]
        }),
    ]
  }

  var lines: [String] {
    readers.isEmpty
      ? ["No client that was active of late reads what this key signs."]
      : readers.map { "    \($0.client.value)  \($0.standing.name)\($0.standing.date.map { " \($0.text)" } ?? "")" }
  }
}

extension KeyReadiness.Standing {
  var name: String {
    switch self {
    case .ready: "fetched"
    case .behind: "not fetched, last fetch"
    case .unknown: "unknown"
    }
  }

  var date: NumericDate? {
    switch self {
    case .ready(let at), .behind(let at): at
    case .unknown: nil
    }
  }
}
