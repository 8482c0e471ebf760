import JOSE
import OAuth
import OAuthHTTP

/// Why a registration, or a change of one, was refused.
enum RegistrationRefusal: Error, Sendable, Hashable {
  /// A member breaks its own rule.
  case metadata(ClientMetadataRejection)
  /// A right that an operator gives, and nobody takes.
  case operatorOnly(String)
  /// A grant that software cannot give itself.
  case grantTypes
  case scopes(allowed: ScopeSet)
  case redirectHosts(allowed: [String])
  /// The site that people are shown is not where they are sent.
  case foreignSite
  /// A name that is too long, or that hides what it is with invisible characters.
  case unreadableName(String)
  case tooLarge
  case statementUnreadable
  case statementInvalid(JOSERejection)
  case unknownPublisher
  case sectorUnreachable(OutgoingRefusal)
  case sectorUnreadable
  case sectorIncomplete
  /// The request to change names another client than its address.
  case otherClient
  /// The request to change sends a member that only answers have (RFC 7592 §2.2).
  case answerMember(String)
  /// `client_secret` is sent and is not the client's.
  case wrongSecret
  /// An operator vouches for the client now: changes go through the operator.
  case managedByOperator
  /// There are as many registrations as the operator allows.
  case full

  /// What the client is told (RFC 7591 §3.2.2).
  var error: OAuthError {
    switch self {
    case .metadata(let rejection): Self.error(of: rejection)
    case .operatorOnly(let member):
      OAuthError(.invalidClientMetadata, "\(member) is given by an operator only: leave it out")
    case .grantTypes:
      OAuthError(
        .invalidClientMetadata,
        "grant_types: authorization_code and refresh_token can be registered here; ask the "
          + "operator for others")
    case .scopes(let allowed):
      OAuthError(.invalidClientMetadata, "scope: at most \(allowed.text) can be registered here")
    case .redirectHosts(let allowed):
      OAuthError(
        .invalidRedirectURI, "redirect_uris: only addresses of \(allowed.joined(separator: ", ")) can be registered")
    case .foreignSite:
      OAuthError(.invalidClientMetadata, "client_uri must be of a host of redirect_uris")
    case .unreadableName(let member):
      OAuthError(.invalidClientMetadata, "\(member): at most 80 visible characters")
    case .tooLarge: OAuthError(.invalidClientMetadata, "the registration is larger than 16 KB")
    case .statementUnreadable:
      OAuthError(.invalidSoftwareStatement, "software_statement is not a signed JWT with iss")
    case .statementInvalid(let rejection):
      OAuthError(
        .invalidSoftwareStatement, "software_statement is not valid: ask its publisher for a new one",
        diagnosis: "\(rejection)")
    case .unknownPublisher:
      OAuthError(.unapprovedSoftwareStatement, "the publisher of software_statement is not known to this server")
    case .sectorUnreachable(let refusal):
      OAuthError(
        .invalidClientMetadata, "sector_identifier_uri cannot be fetched: it must answer by public https",
        diagnosis: refusal.rawValue)
    case .sectorUnreadable:
      OAuthError(.invalidClientMetadata, "sector_identifier_uri must answer with a JSON array of addresses")
    case .sectorIncomplete:
      OAuthError(
        .invalidClientMetadata, "the document at sector_identifier_uri must list every address of redirect_uris")
    case .otherClient: OAuthError(.invalidClientMetadata, "client_id must be the one of this registration")
    case .answerMember(let member): OAuthError(.invalidRequest, "leave out \(member): it is for answers only")
    case .wrongSecret: OAuthError(.invalidClientMetadata, "client_secret is not that of this client: leave it out")
    case .managedByOperator:
      OAuthError(.accessDenied, "an operator manages this registration now: ask the operator", status: 403)
    case .full:
      OAuthError(
        .temporarilyUnavailable, "there are as many registrations as this server allows: ask the operator",
        retryAfter: 3_600)
    }
  }

  private static func error(of rejection: ClientMetadataRejection) -> OAuthError {
    switch rejection.member {
    case "redirect_uris": OAuthError(.invalidRedirectURI, rejection.advice)
    // With several hosts somebody must say which sector they are of, and what an operator would say is not for clients.
    case "tongzhao_sector":
      OAuthError(.invalidClientMetadata, "redirect_uris have several hosts: register sector_identifier_uri too")
    default: OAuthError(.invalidClientMetadata, rejection.advice)
    }
  }
}

extension ClientMetadataRejection {
  /// For who registers: what to change.
  var advice: String {
    let change =
      switch reason {
      case .missing: "is missing"
      case .malformed: "is not of the form that its standard says"
      case .unknown: "has a value that is not known here"
      case .unsupported: "has a value that this server does not support: see its discovery document"
      case .notOffered: "asks for SM2, by which this server signs nothing: see its discovery document"
      case .inconsistent: "contradicts another member"
      case .unsafeAddress:
        "must be https, or http on 127.0.0.1 or [::1], without user, fragment, wildcard and scheme of its own"
      case .notSecure: "must be https"
      case .loopbackOfWeb: "http on a loopback address is for application_type native"
      case .secretKey: "must hold public keys only: make a new key, since this one was sent away"
      case .noEncryptionKey: "needs a key with use enc for the registered algorithm"
      case .neededForIdentity: "is given by an operator only, with the scope holder.identity"
      }
    return "\(member) \(change)"
  }
}
