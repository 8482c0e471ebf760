/// What is wrong with a command's parameters; nothing was done.
package enum OperatorParameterMistake: Error, Sendable, Hashable {
  case missing(String)
  case unknown(String, known: [String])
  case wrongType(String, expected: String)
  case notAllowed(String, reason: String)
}

extension OperatorParameterMistake: OperatorFault {
  package var isRefusal: Bool { false }

  package var lines: [String] {
    switch self {
    case .missing(let name): ["The parameter \(name) is missing."]
    case .unknown(let name, let known):
      [
        "There is no parameter \(name)"
          + (known.isEmpty ? ": the command takes none." : "; there are \(known.joined(separator: ", ")).")
      ]
    case .wrongType(let name, let expected): ["The parameter \(name) must be \(expected)."]
    case .notAllowed(let name, let reason): ["The parameter \(name) \(reason)."]
    }
  }
}
