import ELicence
package import IdentityProvider
package import JOSE
package import OAuth

// Out of service and ended, in one transaction: an interruption leaves all of it done, or none.
extension SQLEmergencyStore {
  package func revoke(_ client: ClientID, at now: NumericDate) async throws -> EmergencyReach? {
    let pen = audit?.pen()
    return try await database.write { connection in
      guard let known = try SQLClientStore.record(client, on: connection) else { return nil }
      try SQLClientStore.write(
        try known.client.suspended(true), secret: nil, by: pen, at: now, on: connection)
      return try Self.end(.client(client), by: pen, at: now, on: connection)
    }
  }

  package func revoke(_ issuer: TrustEntry, at now: NumericDate) async throws -> EmergencyReach {
    let pen = audit?.pen()
    let stopped = TrustEntry(anchor: issuer.anchor, state: .stopped, changedAt: now)
    return try await database.write { connection in
      try SQLTrustStore.write(stopped, by: pen, on: connection)
      return try Self.end(.region(issuer.anchor.region), by: pen, at: now, on: connection)
    }
  }
}
