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
    region: String, name: String, pem: String, types: [String], issuers: [String], terms: JSONObject = [:],
    reason: String?, at now: NumericDate
  ) async throws -> TrustEntry {
    let plain = TrustAnchor(
      region: region, name: name, certificate: try Certificate(pem: pem),
      types: types.isEmpty ? [LicenceCredential.type] : types, issuers: issuers)
    let anchor = try Self.anchor(plain, changedBy: terms, allowed: Self.terms, named: "terms")
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

  /// Changes what is said of an issuer: members of `patch` replace the present ones, null takes one away (RFC 7396).
  package func edit(
    _ entry: TrustEntry, by patch: JSONObject, reason: String?, at now: NumericDate
  ) async throws -> TrustEntry {
    let allowed = Self.terms.union(["name", "types", "issuers"])
    let anchor = try Self.anchor(entry.anchor, changedBy: patch, allowed: allowed, named: "changes")
    let edited = TrustEntry(anchor: anchor, state: entry.state, changedAt: now)
    let action = OperatorAction(
      .init(rawValue: EditTrust.name), entry.name, reason: reason,
      details: ["region": .string(anchor.region), "changes": .object(patch)])
    return try await state.carryOut(action, at: now) {
      try await store.save(edited)
      return edited
    }
  }

  /// The members that say for how long and how far an issuer is believed.
  private static let terms: Set<String> = [
    "not_before", "not_after", "assurance", "revocation_lists", "demands_revocation_list", "requires_purpose",
  ]

  private static func anchor(
    _ anchor: TrustAnchor, changedBy patch: JSONObject, allowed: Set<String>, named parameter: String
  ) throws -> TrustAnchor {
    var members = anchor.json.object ?? [:]
    for (name, value) in patch {
      guard allowed.contains(name) else { throw OperatorParameterMistake.unknown(name, known: allowed.sorted()) }
      if case .null = value { members[name] = nil } else { members[name] = value }
    }
    guard let changed = TrustAnchor(json: .object(members)), !changed.types.isEmpty else {
      throw OperatorParameterMistake.notAllowed(parameter, reason: "has a member that cannot be read")
    }
    return changed
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
