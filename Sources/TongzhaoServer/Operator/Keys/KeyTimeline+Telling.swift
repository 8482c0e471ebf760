import JOSE
import KeyCustody

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
