package import IdentityProvider
package import JOSE
package import OAuth

// What clients ask for by the back channel, and the links that take it up.
extension SQLAwaitedLoginStore {
  package func open(_ new: NewBackchannelAuthentication, at now: NumericDate) async throws -> Bool {
    let (request, ends) = (new.authentication.request, new.expiresAt)
    return try await database.write { connection in
      try connection.run(
        """
        INSERT INTO backchannel_requests (auth_req_id, link, client_id, request, ping_id, ping, poll_interval, asked_at,
          ends_at, expires_at)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
        WHERE (SELECT COUNT(*) FROM backchannel_requests WHERE client_id = $3 AND ends_at > $8) < $11
        """,
        [
          .blob(new.id.bytes), .blob(new.link.bytes), .text(request.clientID.value), .text(request.json.text),
          .text(orNull: new.ping?.id.value), new.ping.map { .blob($0.bytes) } ?? .null, .int(new.interval),
          .date(now), .date(ends), .date(ends + Self.memory), .int(new.perClient),
        ]) == 1
    }
  }

  package func use(
    _ link: SecretDigest<RequestLinkSecret>, to step: AwaitedStep, at now: NumericDate
  ) async throws -> BackchannelAuthentication? {
    try await database.write { connection in
      let row = try connection.row(
        """
        SELECT auth_req_id, request, asked_at FROM backchannel_requests
        WHERE link = $1 AND denied = 0 AND ends_at > $2
        """,
        [.blob(link.bytes), .date(now)])
      guard let row else { return nil }
      let id = SecretDigest<AuthenticationRequestSecret>(bytes: try row.blob(0))
      try Self.take(step, .backchannel(id), on: connection)
      if case .refuse = step { try Self.announce(id, at: now, on: connection) }
      guard let request = AuthorizationRequest(stored: try JSON(parsing: Array(try row.text(1).utf8))) else {
        throw StoreError.corrupt("a backchannel request cannot be read")
      }
      return BackchannelAuthentication(request, askedAt: try row.date(2))
    }
  }
}
