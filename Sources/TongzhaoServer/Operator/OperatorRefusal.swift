/// Why an operator's command was refused: by a rule, and nothing was changed.
package enum OperatorRefusal: Error, Sendable, Hashable {
  /// Departments would refuse what the key signs; every line says who and why.
  case notReady([String])
  /// Retiring this key would leave its slot without a successor.
  case noSuccessor
  case unknownClient(String)
  case clientExists(String)
  case noSecret(String)
  case unknownTemplate(String)
  case unknownAnchor(String)
  case anchorExists(String)
  case wrongServer(ServerKind)
  case notYourDuty(command: String, role: OperatorRole, duty: OperatorDuty)
  case reasonMissing
  case contentMissing
  case contentTooLarge(limit: Int)

  /// For the operator.
  package var lines: [String] {
    switch self {
    case .notReady(let lines): lines
    case .noSuccessor:
      ["No successor is announced in this slot: announce one first (tongzhao keys generate), or revoke the key."]
    case .unknownClient(let id): ["There is no client \(id)."]
    case .clientExists(let id): ["There is a client \(id) already: use tongzhao clients edit."]
    case .noSecret(let id): ["The client \(id) does not authenticate by a secret."]
    case .unknownTemplate(let name): ["There is no template \(name): tongzhao clients template lists them."]
    case .unknownAnchor(let name): ["There is no licence issuer \(name) in the trust list."]
    case .anchorExists(let name): ["The licence issuer \(name) is in the trust list already."]
    case .wrongServer(let kind): ["The \(kind.rawValue) does not know this command: ask the other server."]
    case .notYourDuty(let command, let role, let duty):
      [
        "\(command) is not for the role \(role.rawValue): ask an operator of "
          + duty.roles.map(\.rawValue).sorted().joined(separator: " or ") + "."
      ]
    case .reasonMissing: ["This needs a reason (--reason), which is remembered."]
    case .contentMissing: ["This needs a file."]
    case .contentTooLarge(let limit): ["The file is larger than \(limit) bytes."]
    }
  }
}
