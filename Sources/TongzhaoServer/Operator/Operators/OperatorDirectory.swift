package import JOSE
import KeyCustody
package import LibCrypto
import OAuth
package import SQLStore

/// The operators of a server: who they are and how they prove it. All of it is in the database and asked anew each
/// time, so that every process of a server knows a change at once.
package struct OperatorDirectory: Sendable {
  let store: SQLOperatorStore
  let state: ServerState
  let settings: ServerSettings

  package init(_ state: ServerState, _ settings: ServerSettings) {
    store = SQLOperatorStore(state.database)
    self.state = state
    self.settings = settings
  }

  /// Whether the machine's own account is still everything: until the first operator is enrolled.
  package var isUnguarded: Bool {
    get async throws { try await !store.hasOperators() }
  }

  /// Somebody who was enrolled. The one-time password's address is here once and never again.
  package struct Enrolled: Sendable {
    package let `operator`: StoredOperator
    package let certificate: Certificate
    package let factorAddress: String
  }

  /// Takes an operator in. The first one must be able to take in others.
  package func enrol(
    _ name: String, role: OperatorRole, publicKeyPEM: String, days: Int, hasFixedTerm: Bool = false,
    at now: NumericDate
  ) async throws -> Enrolled {
    guard let folder = settings.operators.authority else { throw OperatorRefusal.noOperatorAuthority }
    if try await isUnguarded, role != .security { throw OperatorRefusal.firstMustBeSecurity }
    let certificate = try OperatorAuthority(folder: folder)
      .certify(name, role: role, publicKeyPEM: publicKeyPEM, days: days, at: now)
    let factor = OneTimePassword()
    let stored = StoredOperator(
      name: name, role: role.rawValue, certificate: certificate.der,
      fingerprint: Digests.sha256(certificate.der), enrolledAt: now, changedAt: now, hasFixedTerm: hasFixedTerm)
    guard try await store.enrol(stored, factor: try seal(factor, of: name, at: now)) else {
      throw OperatorRefusal.operatorExists(name)
    }
    return Enrolled(
      operator: stored, certificate: certificate, factorAddress: factor.address(account: name, issuer: title))
  }

  /// Gives an operator another second factor.
  /// - Returns: its address, once.
  package func resetFactor(of name: String, at now: NumericDate) async throws -> String {
    let factor = OneTimePassword()
    guard try await store.replaceFactor(of: name, by: try seal(factor, of: name, at: now), at: now) else {
      throw OperatorRefusal.unknownOperator(name)
    }
    return factor.address(account: name, issuer: title)
  }

  /// An operator who is not removed.
  package func known(_ name: String) async throws -> StoredOperator {
    guard let found = try await store.operator(named: name), found.standing != .removed else {
      throw OperatorRefusal.unknownOperator(name)
    }
    return found
  }

  private var title: String { "Tongzhao \(settings.issuer.host)" }

  private func seal(_ factor: OneTimePassword, of name: String, at now: NumericDate) throws -> [UInt8] {
    try state.keys.secrets.seal(
      factor.revealed(), .operators, associatedData: Self.context(name), at: now)
  }

  func factor(_ sealed: [UInt8], of name: String, at now: NumericDate) throws -> OneTimePassword {
    OneTimePassword(
      secret: try state.keys.secrets.open(sealed, .operators, associatedData: Self.context(name), at: now))
  }

  private static func context(_ name: String) -> [UInt8] { Array("operator second factor \(name)".utf8) }
}
