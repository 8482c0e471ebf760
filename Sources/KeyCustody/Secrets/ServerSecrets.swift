package import JOSE
import Synchronization

// Secrets: the symmetric keys of a server, by purpose. Made and retired by `KeyCustodian`, kept up to date by `KeyRing`.
// A new one is known everywhere before it is used, and the former verifies for as long as was decided.

/// The symmetric keys of a running server. A handle: it follows rotations by itself.
package final class ServerSecrets: Sendable {
  private struct State {
    var version: Int64 = -1
    var secrets: [SecretPurpose: [ServerSecret]] = [:]
  }

  private let state = Mutex(State())

  init() {}

  /// Secrets that nobody keeps: one for each purpose, made up now. For tests and tools.
  package static func ephemeral() -> ServerSecrets {
    let secrets = ServerSecrets()
    secrets.replace(
      by: SecretPurpose.allCases.map { purpose in
        ServerSecret(
          root: Random.bytes(32), id: Base64URL.encode(Random.bytes(3)), purpose: purpose,
          activeFrom: NumericDate(0), retiresAt: nil)
      }, version: 0)
    return secrets
  }

  /// The secret by which new things are made. Where the clock was set back to before there was any, the very first one:
  /// every process knows it.
  package func current(_ purpose: SecretPurpose, at now: NumericDate) throws(KeyCustodyError) -> ServerSecret {
    let newest = state.withLock { state -> ServerSecret? in
      let secrets = state.secrets[purpose] ?? []
      let active = secrets.last { $0.activeFrom <= now && $0.retiresAt.map { now < $0 } ?? true }
      return active ?? secrets.first.flatMap { now < $0.activeFrom ? $0 : nil }
    }
    guard let newest else { throw .noSecret(purpose) }
    return newest
  }

  /// The secret that a thing names, if it still verifies.
  package func secret(_ purpose: SecretPurpose, id: String, at now: NumericDate) -> ServerSecret? {
    state.withLock { $0.secrets[purpose]?.first { $0.id == id && $0.retiresAt.map { now < $0 } ?? true } }
  }

  /// All secrets of a purpose that verify now, the newest first: for what was derived under one of them without its id.
  package func verifying(_ purpose: SecretPurpose, at now: NumericDate) -> [ServerSecret] {
    state.withLock { state in
      (state.secrets[purpose] ?? []).filter { $0.retiresAt.map { now < $0 } ?? true }.reversed()
    }
  }

  /// Seals bytes under the current secret, whose id (4 characters) comes first. They open only with the same
  /// associated data.
  package func seal(
    _ plaintext: [UInt8], _ purpose: SecretPurpose, associatedData: [UInt8], at now: NumericDate
  ) throws -> [UInt8] {
    let secret = try current(purpose, at: now)
    return Array(secret.id.utf8) + (try secret.seal(plaintext, associatedData: associatedData))
  }

  /// Opens sealed bytes under the secret that they name.
  package func open(
    _ sealed: [UInt8], _ purpose: SecretPurpose, associatedData: [UInt8], at now: NumericDate
  ) throws(SealRefusal) -> [UInt8] {
    guard let id = String(validating: sealed.prefix(4), as: UTF8.self) else { throw .malformed }
    guard let secret = secret(purpose, id: id, at: now) else { throw .otherKey }
    return try secret.open(Array(sealed.dropFirst(4)), associatedData: associatedData)
  }

  /// Takes up what the database has, unless something newer is here already.
  func replace(by secrets: [ServerSecret], version: Int64) {
    let grouped = Dictionary(grouping: secrets.sorted { $0.activeFrom < $1.activeFrom }, by: \.purpose)
    state.withLock { state in
      guard version > state.version else { return }
      state = State(version: version, secrets: grouped)
    }
  }
}
