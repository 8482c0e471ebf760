package import JOSE
import KeyCustody

extension KeySlot {
  /// Reads `use` and `algorithm`.
  init(_ parameters: inout OperatorParameters) throws(OperatorParameterMistake) {
    let use = try parameters.word("use", as: KeyUse.self)
    let word = try parameters.text("algorithm")
    guard let algorithm = SignatureAlgorithm(keptHere: word) else {
      throw .notAllowed("algorithm", reason: "is \(SignatureAlgorithm.refusal(of: word))")
    }
    self.init(use, algorithm)
  }

  /// What the reading takes.
  var parameters: JSONObject { ["use": .string(use.rawValue), "algorithm": .string(algorithm.rawValue)] }
}

extension SignatureAlgorithm {
  /// The algorithm of this name, where a server has slots for its keys.
  package init?(keptHere word: String) {
    guard let algorithm = SignatureAlgorithm(rawValue: word), Self.registered.contains(algorithm) else { return nil }
    self = algorithm
  }

  /// Why a word names no algorithm of keys here, for an operator: after "is". The national algorithm has words of its own,
  /// since regulations ask for it by name.
  package static func refusal(of word: String) -> String {
    let known = "keys are ES256, RS256 or EdDSA, and in a token (hsm) ES256 or RS256"
    return word.uppercased().contains("SM2")
      ? "SM2, for which there are no keys here yet, neither in the database nor in a token: \(known)"
      : "no algorithm of keys: \(known)"
  }
}
