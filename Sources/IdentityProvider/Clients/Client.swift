package import ELicence
package import JOSE
package import OAuth
import OAuthHTTP

// The Clients room knows who may ask: registered clients, how they authenticate, and where answers may go.
// Operators write clients through `ClientStore`; every other room reads them through `ClientDirectory`, and calls
// `ClientAuthentication` where a client must prove itself.

/// An address that a client registered. There is no other way to make one of a client than
/// `Client.redirectURI(matching:)`, so a redirect to an address that nobody registered cannot be written.
package struct RegisteredRedirectURI: Sendable, Hashable {
  /// The address, byte for byte as it was registered.
  package let value: String

  fileprivate init(registered value: String) { self.value = value }

  /// The page of this server on which the person's part ends where somebody else fetches the answer. Nothing of the
  /// answer is ever sent there.
  package init?(pageFor request: AuthorizationRequest) {
    guard request.awaited != nil else { return nil }
    value = request.redirectURI
  }
}

/// A registered client (RFC 6749 §2), made from its document only.
///
/// A class, because it never changes and is handed from function to function by every request: as a value its fifty
/// members would be copied each time.
package final class Client: Sendable {
  /// Its identifier.
  package let id: ClientID
  /// Shown to the person who logs in.
  package let name: LocalizedName
  /// Where its site lives, as people read it: host, and port when unusual.
  package let origin: String
  /// What it asks for the login for, shown to the person.
  package let purpose: LocalizedName?
  /// Where codes may be sent.
  package let redirectURIs: [RegisteredRedirectURI]
  /// Where a browser may be sent after logging out.
  package let postLogoutRedirectURIs: [RegisteredRedirectURI]
  /// Where it is told of sessions that are over, from server to server; nil where it does not want to be.
  package let backChannelLogout: LogoutAddress?
  /// Where it is told of sessions that are over, by way of the browser; nil where it does not want to be.
  package let frontChannelLogout: LogoutAddress?
  /// How it authenticates.
  package let authentication: ClientAuthenticationMethod
  /// Where its public keys are; ``ClientKeys`` knows them.
  package let keys: ClientKeySource
  /// What it says of itself beside what it may do.
  package let profile: ClientProfile
  /// What it may ask tokens for.
  package let grantTypes: Set<GrantType>
  /// What its authorization requests must be like, and how they are answered.
  package let requests: RequestRegistration
  /// The most that it may ask for.
  package let scopes: ScopeSet
  /// The signature of its ID tokens.
  package let idTokenAlgorithm: SignatureAlgorithm
  /// How its ID tokens are encrypted after they are signed; nil where they are not.
  package let idTokenEncryption: ResponseEncryption?
  /// The signature of its UserInfo answers; nil where they are plain JSON.
  package let userInfoAlgorithm: SignatureAlgorithm?
  /// How its UserInfo answers are encrypted; nil where they are not.
  package let userInfoEncryption: ResponseEncryption?
  /// On what it may learn who acts; nil where it may not.
  package let identityRelease: IdentityRelease?
  /// The signature of its access tokens, which its resources verify.
  package let accessTokenAlgorithm: SignatureAlgorithm
  /// Whether it sees credit codes or pairwise subjects.
  package let subjectType: SubjectType
  /// Clients of one sector see the same pairwise subjects; `act.sub` is always pairwise per sector.
  package let sector: String
  /// The resources that its access tokens are for; none means this server.
  package let audiences: [String]
  /// The audiences whose tokens it may introspect. None: it is no resource server and sees its own tokens only.
  package let introspectionAudiences: [String]
  /// To whom it may hand a login on that it was called with (RFC 8693).
  package let exchangePermissions: [ExchangePermission]
  /// The kinds of details that it may ask for (RFC 9396).
  package let authorizationDetailsTypes: [String]
  /// The most that a device may have that it logs in; nil where it may log in none (RFC 8628).
  package let deviceScopes: ScopeSet?
  /// How it asks for logins that begin with a clerk; nil where it may not (CIBA §4).
  package let backchannelAuthentication: BackchannelRegistration?
  /// Logs in on one device only: no QR code is offered.
  package let requiresSameDevice: Bool
  /// Whether it is an old system behind nginx, which asks at each request who is there.
  package let hasDoor: Bool
  /// Every login is one on a shared computer.
  package let requiresSharedComputerMode: Bool
  /// Who may act for the enterprise here.
  package let acceptedRoles: Set<HolderRole>
  /// The matter that an agent's delegation must name; nil accepts any.
  package let matter: String?
  /// Within a session nobody is asked again: the operator's recorded policy for public bodies.
  package let skipsApprovalWithinSession: Bool
  /// On what that policy stands, for the record.
  package let approvalPolicy: String?
  /// An old setting for clients that cannot be changed: their assertions may name the token endpoint as audience.
  package let tokenEndpointAudienceAccepted: Bool
  /// The signature of what introspection answers it as a JWT.
  package let introspectionAlgorithm: SignatureAlgorithm
  /// How that is encrypted; nil where it is not.
  package let introspectionEncryption: ResponseEncryption?
  /// Seconds that its ID tokens live; nil where the server says.
  package let idTokenLifetime: Int?
  /// Seconds that its refresh tokens live at most; nil where the server says.
  package let refreshTokenLifetime: Int?
  /// The only signature of its DPoP proofs; nil where it has not said.
  package let proofAlgorithm: SignatureAlgorithm?
  /// What it wants access tokens signed by that are for it, as a department; nil where it takes what comes.
  package let audienceAlgorithm: SignatureAlgorithm?
  /// What its access tokens are bound to.
  package let senderConstraint: SenderConstraint
  /// Whether its DPoP proofs must have a nonce of this server.
  package let requiresDPoPNonce: Bool
  /// Seconds that its access tokens live, 300 at most.
  package let accessTokenLifetime: Int
  /// Taken out of service: it is unknown to every room until it is put back.
  package let suspended: Bool
  /// It registered itself, and changes its registration itself (RFC 7591, RFC 7592): no operator has looked at it.
  package let isSelfRegistered: Bool
  /// The registration that it was made from.
  package let document: JSON

  /// Reads a registration: the names of RFC 7591 §2 and our own, which begin with `tongzhao_`.
  package init(document: JSON) throws(ClientMetadataRejection) {
    self.document = document
    let reader = try ClientDocument(document)
    id = try reader.clientID()
    keys = try reader.keys()
    authentication = try reader.authentication(keys)
    grantTypes = try reader.grantTypes(for: authentication)
    let redirects = try reader.addresses("redirect_uris")
    guard grantTypes.contains(.authorizationCode) != redirects.isEmpty else {
      throw .init("redirect_uris", redirects.isEmpty ? .missing : .inconsistent)
    }
    redirectURIs = redirects.map { RegisteredRedirectURI(registered: $0.text) }
    profile = try reader.profile(redirects: redirects, grantTypes: grantTypes)
    postLogoutRedirectURIs = try reader.addresses("post_logout_redirect_uris").map {
      RegisteredRedirectURI(registered: $0.text)
    }
    backChannelLogout = try reader.backChannelLogout()
    frontChannelLogout = try reader.frontChannelLogout(redirects)
    name = try reader.requiredName("client_name")
    purpose = try reader.name("tongzhao_purpose")
    origin = try reader.origin(redirects)
    scopes = try reader.scopes()
    idTokenAlgorithm = try reader.algorithm("id_token_signed_response_alg", default: .rs256)
    requests = try reader.requests(
      by: authentication, keys: keys, grantTypes: grantTypes, redirects: redirects)
    idTokenEncryption = try reader.encryption(of: "id_token", to: keys)
    userInfoAlgorithm = try reader.userInfoAlgorithm()
    userInfoEncryption = try reader.encryption(of: "userinfo", to: keys)
    accessTokenAlgorithm = try reader.algorithm("tongzhao_access_token_signed_response_alg", default: .es256)
    subjectType = try reader.subjectType()
    sector = try reader.sector(redirects, identifier: profile.sectorIdentifier, origin: origin)
    audiences = try reader.strings("tongzhao_audiences")
    introspectionAudiences = try reader.strings("tongzhao_introspection_audiences")
    if case .none = authentication, !introspectionAudiences.isEmpty {
      throw .init("tongzhao_introspection_audiences", .inconsistent)
    }
    exchangePermissions = try reader.exchangePermissions(
      grantTypes: grantTypes, introspectionAudiences: introspectionAudiences)
    authorizationDetailsTypes = try reader.authorizationDetailsTypes()
    deviceScopes = try reader.deviceScopes(grantTypes: grantTypes)
    backchannelAuthentication = try reader.backchannelAuthentication(
      grantTypes: grantTypes, by: authentication, keys: keys, profile: requests.profile)
    requiresSameDevice = try reader.flag("tongzhao_requires_same_device")
    hasDoor = try reader.hasDoor(authentication: authentication, redirects: redirectURIs)
    requiresSharedComputerMode = try reader.flag("tongzhao_requires_shared_computer_mode")
    acceptedRoles = try reader.roles()
    matter = try reader.string("tongzhao_matter")
    skipsApprovalWithinSession = try reader.flag("tongzhao_skips_approval_within_session")
    approvalPolicy = try reader.approvalPolicy(isSkipped: skipsApprovalWithinSession)
    tokenEndpointAudienceAccepted = try reader.flag("tongzhao_token_endpoint_audience_accepted")
    introspectionAlgorithm = try reader.algorithm(
      "introspection_signed_response_alg", default: SecurityProfile.usualSignature(under: requests.profile))
    introspectionEncryption = try reader.encryption(of: "introspection", to: keys)
    idTokenLifetime = try reader.seconds("tongzhao_id_token_lifetime", in: TokenLifetimes.idTokenBounds)
    refreshTokenLifetime = try reader.seconds("tongzhao_refresh_token_lifetime", in: TokenLifetimes.refreshTokenBounds)
    proofAlgorithm = try reader.proofAlgorithm()
    audienceAlgorithm = try reader.audienceAlgorithm(isResourceServer: !introspectionAudiences.isEmpty)
    senderConstraint = try reader.senderConstraint()
    requiresDPoPNonce = try reader.flag("tongzhao_requires_dpop_nonce")
    accessTokenLifetime = try reader.accessTokenLifetime()
    suspended = try reader.flag("tongzhao_suspended")
    isSelfRegistered = try reader.flag("tongzhao_self_registered")
    identityRelease = try reader.identityRelease(
      scopes: scopes, isSigned: userInfoAlgorithm != nil, isEncrypted: userInfoEncryption != nil,
      isPublic: authentication.name == ClientAuthenticationMethod.none.name, skipsApproval: skipsApprovalWithinSession)
    try reader.requireOnlyKnownExtensions()
  }

  /// The registered address that is byte for byte what was presented (RFC 9700 §2.1, OpenID Connect Core §3.1.2.1).
  /// Only a native application may come with another port of the loopback interface, which it is given when it starts
  /// (RFC 8252 §7.3); all else of the address is exact there too.
  package func redirectURI(matching presented: String) -> RegisteredRedirectURI? {
    if let exact = redirectURIs.first(where: { $0.value.isExactly(presented) }) { return exact }
    guard profile.applicationType == .native, let portless = WebAddress(presented)?.loopbackWithoutPort else {
      return nil
    }
    let isRegistered = redirectURIs.contains {
      WebAddress($0.value)?.loopbackWithoutPort?.isExactly(portless) ?? false
    }
    return isRegistered ? RegisteredRedirectURI(registered: presented) : nil
  }

  /// The registered address for after logging out (OpenID Connect RP-Initiated Logout §2), byte for byte.
  package func postLogoutRedirectURI(matching presented: String) -> RegisteredRedirectURI? {
    postLogoutRedirectURIs.first { $0.value.isExactly(presented) }
  }

  /// Whether it has nothing to prove itself with; its refresh tokens rotate.
  package var isPublic: Bool {
    switch authentication {
    case .none: true
    case .clientSecretBasic, .clientSecretPost, .privateKeyJWT, .tlsClientAuth, .selfSignedTLSClientAuth: false
    }
  }

  /// Whether it is a resource server, which may introspect tokens that were made for it.
  package var isResourceServer: Bool { !introspectionAudiences.isEmpty }
}
