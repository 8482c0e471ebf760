import AsyncHTTPClient
import ELicence
import IdentityProvider
import JOSE
import KeyCustody
package import Logging
import OAuth
import OAuthHTTP
import SQLStore

/// The identity provider as a process: everything tied together. Who reads this file knows the server.
package enum IdentityProviderProcess {
  /// Serves until asked to stop.
  package static func run(_ settings: IdentityProviderSettings, logger: Logger) async throws {
    let clock: @Sendable () -> NumericDate = { .now() }
    let state = try await ServerState.identityProvider(settings, at: clock())
    let trust = try await TrustDirectory(store: try await TrustOperations.seeded(settings, state, at: clock()))
    let revoked = try settings.revocationListFolder.map { try RevocationListFolder(folder: $0) }
    let accepted: @Sendable () -> TrustList = {
      TrustList(anchors: trust.accepted.anchors, revocationLists: revoked?.lists ?? [])
    }
    let outgoing = try OutgoingHTTP.client(trustedRootsFile: settings.server.trustedRootsFile)
    let provider = try IdentityProviderRooms(
      settings, state: state, trust: accepted, followed: { trust.followed },
      statuses: StatusLists(
        client: outgoing, trust: { trust.followed }, allowsLoopback: settings.server.issuer.isLoopback), clock: clock)
    let watch = RunningService { [watch = provider.watch] in
      await watch.run { logger.error("orders could not be watched", metadata: ["error": "\($0)"]) }
    }
    let fetches = RunningService { [fetches = provider.fetches] in
      await fetches.run { logger.error("fetches of keys could not be noted", metadata: ["error": "\($0)"]) }
    }
    let following = RunningService {
      await trust.run { logger.error("the trust list could not be followed", metadata: ["error": "\($0)"]) }
    }
    let revocations = revoked.map { revoked in
      RunningService {
        await revoked.run { logger.error("revocation lists could not be read", metadata: ["error": "\($0)"]) }
      }
    }
    try await ServerProcess(
      settings: settings.server, state: state, schema: .identityProvider, clock: clock, logger: logger
    ).run(
      rooms: provider.rooms, errorPage: provider.errorPage,
      services: [watch, fetches, following] + [revocations].compactMap(\.self))
    try await outgoing.shutdown()
  }
}
