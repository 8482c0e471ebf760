/// The answer without what it says: what it is counted under.
enum IntrospectionResult: String, Sendable, Hashable, CaseIterable {
  case active
  case inactive
  case unknown

  init(_ answer: IntrospectionAnswer) {
    switch answer {
    case .active: self = .active
    case .inactive: self = .inactive
    case .unknown: self = .unknown
    }
  }
}
