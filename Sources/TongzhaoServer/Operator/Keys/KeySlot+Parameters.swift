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
  /// Those that a server has slots for. Clients sign by PS256; nothing here does.
  package static let kept: [SignatureAlgorithm] = allCases.filter { $0 != .ps256 }

  /// The algorithm of this name, where a server has slots for its keys.
  package init?(keptHere word: String) {
    // SM2 goes by several names, and operators have read one of them.
    guard let algorithm = SignatureAlgorithm(header: word), Self.kept.contains(algorithm) else { return nil }
    self = algorithm
  }

  /// Why a word names no algorithm of keys here, for an operator: after "is".
  package static func refusal(of word: String) -> String {
    "no algorithm of keys: keys are ES256, RS256, EdDSA or SGD_SM3_SM2 (SM2), and in a token (hsm) ES256 or RS256"
  }
}
