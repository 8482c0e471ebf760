import ELicence
package import IdentityProvider
package import JOSE
import LibCrypto
import SQLStore

/// What an operator does with the trust list. A running server follows within a second.
package struct TrustOperations: Sendable {
  private let state: ServerState
  private let store: any TrustStore

  /// Over the list of these settings; what a seed file names and was never in the list is taken in first.
  package init(_ settings: IdentityProviderSettings, _ state: ServerState, at now: NumericDate) async throws {
    self.state = state
    store = try await Self.seeded(settings, state, at: now)
  }

  /// The store, with what the settings' file names.
  static func seeded(
    _ settings: IdentityProviderSettings, _ state: ServerState, at now: NumericDate
  ) async throws -> SQLTrustStore {
    let store = SQLTrustStore(state.database, audit: state.audit)
    if let file = settings.licenceIssuersFile {
      _ = try await store.seed(try TrustListFile.read(file).anchors, at: now)
    }
    return store
  }

  /// The list, without what was removed.
  package func list() async throws -> [TrustEntry] { try await store.entries().filter { $0.state != .removed } }

  /// One issuer, by the beginning of its name or by its region when that has only one.
  package func entry(_ name: String) async throws -> TrustEntry {
    let all = try await list()
    let named = all.filter { name.count >= 6 && $0.name.hasPrefix(name) }
    let found = named.isEmpty ? all.filter { $0.anchor.region == name } : named
    guard found.count == 1 else { throw OperatorRefusal.unknownAnchor(name) }
    return found[0]
  }

  /// Takes an issuer into the list: a PEM root, for a region.
  package func add(
    region: String, name: String, pem: String, types: [String], issuers: [String], reason: String?, at now: NumericDate
  ) async throws -> TrustEntry {
    let anchor = TrustAnchor(
      region: region, name: name, certificate: try Certificate(pem: pem),
      types: types.isEmpty ? [LicenceCredential.type] : types, issuers: issuers)
    let entry = TrustEntry(anchor: anchor, state: .active, changedAt: now)
    if try await list().contains(where: { $0.name == entry.name }) {
      throw OperatorRefusal.anchorExists(entry.name)
    }
    let action = OperatorAction(.addTrust, entry.name, reason: reason, details: ["region": .string(region)])
    return try await state.carryOut(action, at: now) {
      try await store.save(entry)
      return entry
    }
  }

  /// Moves an issuer into another state.
  package func move(
    _ entry: TrustEntry, to target: TrustState, reason: String?, at now: NumericDate
  ) async throws -> TrustEntry {
    let kind: OperatorAction.Kind =
      switch target {
      case .active: .resumeTrust
      case .suspended, .stopped: .suspendTrust
      case .removed: .removeTrust
      }
    let moved = TrustEntry(anchor: entry.anchor, state: target, changedAt: now)
    let action = OperatorAction(
      kind, entry.name, reason: reason,
      details: ["region": .string(entry.anchor.region), "ends_sessions": .bool(!target.keepsLogins)])
    return try await state.carryOut(action, at: now) {
      try await store.save(moved)
      return moved
    }
  }

  /// The certificate of an issuer: whom it names, and until when it is valid.
  package static func certificate(of entry: TrustEntry) -> (subject: String, until: NumericDate, pem: String) {
    let certificate = entry.anchor.certificate
    return (certificate.subject, NumericDate(certificate.notAfter), certificate.pem)
  }
}
