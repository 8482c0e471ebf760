package import JOSE

/// A claims path pointer (OpenID4VP 1.0 §7).
package struct ClaimPath: Sendable, Hashable {
  /// One step of a path.
  package enum Step: Sendable, Hashable {
    /// The member of that name.
    case member(String)
    /// The element at that index.
    case element(Int)
    /// Every element: `null` on the wire.
    case everyElement
  }

  package let steps: [Step]

  /// The path to a claim at the top.
  package init(_ name: String) { steps = [.member(name)] }

  package init(steps: [Step]) { self.steps = steps }

  init(json: JSON) throws(DCQLRejection) {
    guard let entries = json.array, !entries.isEmpty else { throw .badPath }
    steps = try entries.map { entry throws(DCQLRejection) in
      switch entry {
      case .null: return .everyElement
      case .string(let name): return .member(name)
      case .integer(let index):
        guard index >= 0, let index = Int(exactly: index) else { throw .badPath }
        return .element(index)
      case .bool, .number, .array, .object: throw .badPath
      }
    }
  }

  var json: JSON {
    .array(
      steps.map { step in
        switch step {
        case .member(let name): .string(name)
        case .element(let index): .integer(Int64(index))
        case .everyElement: .null
        }
      })
  }

  /// The values that the path selects (§7.1); none when it leads nowhere.
  package func values(in claims: JSONObject) -> [JSON] {
    var selected: [JSON] = [.object(claims)]
    for step in steps {
      selected = selected.flatMap { value -> [JSON] in
        switch step {
        case .member(let name): value.object?[name].map { [$0] } ?? []
        case .element(let index): value.array.flatMap { index < $0.count ? [$0[index]] : nil } ?? []
        case .everyElement: value.array ?? []
        }
      }
    }
    return selected
  }

  /// The claim at the top under which the path leads, if it begins with a name.
  package var topName: String? {
    guard case .member(let name) = steps.first else { return nil }
    return name
  }
}
