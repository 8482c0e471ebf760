import JOSE
import KeyCustody

extension KeySlot {
  /// Reads `use` and `algorithm`.
  init(_ parameters: inout OperatorParameters) throws(OperatorParameterMistake) {
    self.init(
      try parameters.word("use", as: KeyUse.self), try parameters.word("algorithm", as: SignatureAlgorithm.self))
  }

  /// What the reading takes.
  var parameters: JSONObject { ["use": .string(use.rawValue), "algorithm": .string(algorithm.rawValue)] }
}
