/// Why an operator's command was refused: by a rule, and nothing was changed.
package enum OperatorRefusal: Error, Sendable, Hashable {
  /// Departments would refuse what the key signs; every line says who and why.
  case notReady([String])
  /// Retiring this key would leave its slot without a successor.
  case noSuccessor
  /// There is no other key-encryption key than the present one, or more than one.
  case noNextEncryptionKey
  case unknownClient(String)
  case clientExists(String)
  case noSecret(String)
  case unknownTemplate(String)
  case unknownInitialAccessToken(String)
  case unknownAnchor(String)
  case anchorExists(String)
  case wrongServer(ServerKind)
  case notYourDuty(command: String, role: OperatorRole, duty: OperatorDuty)
  case reasonMissing
  case contentMissing
  case contentTooLarge(limit: Int)
  case unknownOperator(String)
  case operatorExists(String)
  case badOperatorName
  case publicKeyUnreadable
  case noOperatorAuthority
  case firstMustBeSecurity
  case notOneself
  /// The appointment ends with the certificate.
  case termIsFixed
  case glassNotBroken
  case unknownApplication(Int)
  case applicationDecided(Int)
  case sameApplicant(Int)
  case applicationOutdated(Int)
  case needsApproval

  /// For the operator.
  package var lines: [String] {
    switch self {
    case .notReady(let lines): lines
    case .noSuccessor:
      ["No successor is announced in this slot: announce one first (tongzhao keys generate), or revoke the key."]
    case .noNextEncryptionKey:
      [
        "No other key-encryption key is configured: put it in place on every host and name it in",
        "keys.next-encryption-key-file, -credential or -wrapped-file.",
      ]
    case .unknownClient(let id): ["There is no client \(id)."]
    case .clientExists(let id): ["There is a client \(id) already: use tongzhao clients edit."]
    case .noSecret(let id): ["The client \(id) does not authenticate by a secret."]
    case .unknownInitialAccessToken(let id): ["There is no initial access token \(id)."]
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
    case .unknownOperator(let name): ["There is no operator \(name)."]
    case .operatorExists(let name):
      ["The name \(name) or this key belongs, or belonged, to an operator: choose another."]
    case .badOperatorName: ["An operator's name is 2 to 32 small letters, digits, dots and hyphens."]
    case .publicKeyUnreadable: ["The public key is not one P-256, Ed25519 or RSA key in PEM."]
    case .noOperatorAuthority: ["The setting operators.authority names no authority to certify operators."]
    case .firstMustBeSecurity: ["The first operator must have the role security: only that role enrols the others."]
    case .notOneself: ["Nobody does this to oneself: ask another operator of security."]
    case .termIsFixed: ["Your appointment ends with its certificate: who enrolled you enrols you anew, or does not."]
    case .glassNotBroken:
      [
        "Operators are enrolled: work as one of them (tongzhao login).",
        "In an emergency at this machine say --break-glass --reason '…'; the audit log shows it loudly.",
      ]
    case .unknownApplication(let number): ["There is no application \(number)."]
    case .applicationDecided(let number): ["The application \(number) was decided before."]
    case .applicationOutdated(let number):
      ["The client was changed since the application \(number) was entered: reject it, and apply again."]
    case .sameApplicant(let number): ["Who entered the application \(number) cannot decide it: ask another operator."]
    case .needsApproval:
      ["With operators enrolled, a client is registered by an application that another one approves: clients apply."]
    }
  }
}
