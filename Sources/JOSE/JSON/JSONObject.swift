/// The members of a JSON object, in their order. Equality does not look at the order (RFC 8259 §4).
package struct JSONObject: Sendable {
  private var members: [(name: String, value: JSON)]

  /// No members.
  package init() { members = [] }

  /// The members in this order; of two with one name the later value wins, at the earlier place.
  package init(_ members: [(String, JSON)]) {
    self.init()
    self.members.reserveCapacity(members.count)
    for (name, value) in members { self[name] = value }
  }

  /// For the parser, which has already refused duplicate names.
  init(distinct members: [(name: String, value: JSON)]) { self.members = members }

  /// The names in their order.
  package var names: [String] { members.map(\.name) }

  /// How many members there are.
  package var count: Int { members.count }

  /// Whether there is no member.
  package var isEmpty: Bool { members.isEmpty }

  /// The member of this name; setting nil removes it, setting another value keeps its place.
  package subscript(_ name: String) -> JSON? {
    get {
      for member in members where member.name.isExactly(name) { return member.value }
      return nil
    }
    set {
      let index = members.firstIndex { $0.name.isExactly(name) }
      switch (index, newValue) {
      case (let index?, let value?): members[index].value = value
      case (let index?, nil): members.remove(at: index)
      case (nil, let value?): members.append((name, value))
      case (nil, nil): break
      }
    }
  }

  /// Takes over every member of `other`, whose values win.
  package mutating func merge(_ other: JSONObject) {
    members.reserveCapacity(members.count + other.members.count)
    for member in other.members { self[member.name] = member.value }
  }

  /// A copy with every member of `other`, whose values win.
  package func merging(_ other: JSONObject) -> JSONObject {
    var merged = self
    merged.merge(other)
    return merged
  }

  /// The compact text of this object.
  package func serialized() -> [UInt8] { JSON.object(self).serialized() }
}

extension JSONObject: Sequence {
  package func makeIterator() -> IndexingIterator<[(name: String, value: JSON)]> { members.makeIterator() }

  package var underestimatedCount: Int { members.count }
}

extension JSONObject: Hashable {
  package static func == (left: JSONObject, right: JSONObject) -> Bool {
    guard left.count == right.count else { return false }
    for (index, member) in left.members.enumerated() {
      // Most comparisons are between objects in the same order.
      let counterpart = right.members[index]
      let value = counterpart.name.isExactly(member.name) ? counterpart.value : right[member.name]
      guard value == member.value else { return false }
    }
    return true
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(Set(members.map(\.name)))
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// Members written in the source, in this order.
  package init(dictionaryLiteral elements: (String, JSON)...) { self.init(elements) }
}
