import HTTPTypes
package import JOSE
package import OAuth
package import OAuthHTTP

/// POST /register, and GET, PUT and DELETE of what was registered. It has no endpoint where the policy is off.
package struct RegistrationRoom: Room {
  private let issuer: Issuer
  private let policy: RegistrationPolicy
  private let registering: RegistrationEndpoint
  private let managing: RegistrationManagement

  /// With what it calls; `signatures` are those that may be registered.
  package init(
    issuer: Issuer, policy: RegistrationPolicy, registrations: any RegistrationStore, outgoing: any OutgoingRequests,
    signatures: SignatureOffer = .registered,
    clock: @escaping @Sendable () -> NumericDate = NumericDate.now
  ) {
    self.issuer = issuer
    self.policy = policy
    let sectors = SectorIdentifier(outgoing: outgoing)
    registering = RegistrationEndpoint(
      issuer: issuer, policy: policy, registrations: registrations, signatures: signatures, sectors: sectors,
      clock: clock)
    managing = RegistrationManagement(
      issuer: issuer, policy: policy, registrations: registrations, signatures: signatures, sectors: sectors,
      clock: clock)
  }

  package var apiDescription: APIFragment {
    policy.access == .off ? .none : APIFragment(PackageResources.register_json)
  }

  package var endpoints: [Endpoint] {
    guard policy.access != .off else { return [] }
    let metadata = MetadataPart([("registration_endpoint", .string(issuer.url("/register")))])
    let path = "/register/{client}"
    // Scripts of other origins may call it: whoever does shows a token that no browser adds by itself, and where none is
    // asked for, the door is open to everybody.
    let cors = CORSPolicy.anyOriginNoCredentials
    return [
      .post("/register", metadata: metadata, cors: cors) { request, context in
        try await registering.register(request, from: context.clientAddress.bucket)
      },
      .get(path, cors: cors, answersHead: false) { request, context in try await managing.read(request, context) },
      Endpoint(.put, path, cors: cors) { request, context in try await managing.change(request, context) },
      Endpoint(.delete, path, cors: cors) { request, context in try await managing.remove(request, context) },
    ]
  }
}
