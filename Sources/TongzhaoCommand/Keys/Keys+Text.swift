import IdentityProvider
import JOSE
import KeyCustody
import OAuth
import TongzhaoServer

extension PublishedKey {
  /// For programs.
  var json: JSONObject {
    [
      "kid": .string(kid), "use": .string(slot.use.rawValue), "alg": .string(slot.algorithm.rawValue),
      "state": .string(state.rawValue), "announced_at": .date(dates.announcedAt),
      "signs_from": .date(dates.signsFrom), "retires_at": .date(dates.retiresAt),
      "removes_at": .date(dates.removesAt),
    ]
  }

  /// For a person at a terminal.
  var lines: [String] {
    [
      "\(slot)  \(state.rawValue)  \(kid)",
      "    signs \(dates.signsFrom.text) – \(dates.retiresAt.text), removed \(dates.removesAt.text)",
    ]
  }
}

extension KeyTimeline {
  var json: JSON {
    [
      "slot": .string(slot.description),
      "steps": .array(
        steps.map { step in
          ["at": .date(step.at), "event": .string(step.event.name), "kid": step.event.kid.map(JSON.string) ?? .null]
        }),
    ]
  }

  var lines: [String] {
    ["\(slot)"]
      + steps.map { "    \($0.at.text)  \($0.event.name)  \($0.event.kid ?? "a key that is made on that day")" }
  }
}

extension KeyTimeline.Event {
  var name: String {
    switch self {
    case .announced: "announced"
    case .signs: "signs"
    case .retires: "retires"
    case .removed: "removed"
    }
  }

  var kid: String? {
    switch self {
    case .announced(let kid), .signs(let kid): kid
    case .retires(let kid), .removed(let kid): kid
    }
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

extension KeyScheduleFault {
  /// For the operator.
  var sentence: String {
    switch self {
    case .nothingSigns(let slot): "\(slot): nothing signs."
    case .gap(let slot, let from, let until): "\(slot): nobody is scheduled to sign from \(from.text) to \(until.text)."
    case .overdue(let slot, let since): "\(slot): the key should have been replaced on \(since.text)."
    case .announcementTooShort(let kid, let seconds, let longest):
      "\(kid): announced for \(seconds) s, but the key set was served to be kept for \(longest) s."
    case .withdrawnTooEarly(let kid, let kept, let needed):
      "\(kid): withdrawn \(kept) s after it last signed, but what it signs lives for \(needed) s."
    case .certificateMissing(let kid): "\(kid): waits for its certificate."
    case .certificateTooShort(let kid, let until): "\(kid): its certificate ends on \(until.text), before it retires."
    }
  }
}

extension KeyRevocation {
  /// What it will do and what it will break, for the operator.
  func lines(endingSessions: Bool, signsTokens: Bool) -> [String] {
    var lines = ["\(slot)  \(state.rawValue)  \(kid)", "At once, on every replica within a second:"]
    switch replacement {
    case .notNeeded: lines.append("  - the key is withdrawn; it signs nothing at present, so nobody takes its place")
    case .announced(let successor): lines.append("  - the announced key \(successor) signs")
    case .new:
      lines.append("  - a new key is made and signs; who keeps the key set refuses what it signs until fetching again")
    }
    lines.append("  - the key is no longer published, and its private part is destroyed")
    if signsTokens {
      lines.append("  - tokens signed by it are dead at introspection and UserInfo")
      lines.append("  - who validates by a key set kept from before believes them until their exp (300 s at most), or")
      lines.append("    until that copy runs out: forged ones too")
      lines.append(
        endingSessions
          ? "  - all sessions and grants end: everybody logs in again"
          : "  - sessions and refresh tokens stay: they are not signed by it (--end-sessions ends them)")
    } else {
      lines.append(
        "  - what it signed still verifies elsewhere by its certificate: have that revoked by its authority,")
      lines.append("    and licences issued anew")
    }
    return lines
  }
}
