import Hummingbird
package import JOSE
package import OAuth
package import OAuthHTTP

/// The notification endpoint (OpenID4VCI 1.0 §11).
package struct NotificationEndpoint: IssuanceRoom {
  private let issuer: Issuer
  private let grants: any IssuanceGrantStore
  private let credentials: any CredentialStore
  private let clock: @Sendable () -> NumericDate

  /// The endpoint over these stores.
  package init(
    issuer: Issuer, grants: any IssuanceGrantStore, credentials: any CredentialStore,
    clock: @escaping @Sendable () -> NumericDate
  ) {
    self.issuer = issuer
    self.grants = grants
    self.credentials = credentials
    self.clock = clock
  }

  package var issuerMetadata: MetadataPart {
    MetadataPart([("notification_endpoint", .string(issuer.url("/notification")))])
  }

  package var apiDescription: APIFragment { APIFragment(PackageResources.notification_json) }

  package var endpoints: [Endpoint] {
    [
      .post("/notification", cors: .anyOriginNoCredentials) { request, _ in
        let access = try await IssuanceAccess.authorize(request, grants: grants, at: clock())
        let body = try await body(of: request)
        guard let id = body["notification_id"]?.string, (1...128).contains(id.utf8.count) else {
          throw OAuthError(.invalidNotificationRequest, "notification_id is missing")
        }
        guard let event = body["event"]?.string.flatMap(NotificationEvent.init(rawValue:)) else {
          throw OAuthError(
            .invalidNotificationRequest, "event must be credential_accepted, credential_failure or credential_deleted")
        }
        guard try await credentials.record(event, of: id, grant: access.grant.id) else {
          throw OAuthError(.invalidNotificationID, "no credential of this grant has that notification_id")
        }
        return .noContent()
      }
    ]
  }

  private func body(of request: Request) async throws(OAuthError) -> JSON {
    do {
      return try await jsonBody(of: request)
    } catch {
      throw OAuthError(
        .invalidNotificationRequest, error.description, status: error.status == 413 ? 413 : 400,
        diagnosis: error.diagnosis)
    }
  }
}
