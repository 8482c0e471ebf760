import ELicence
package import JOSE
import OAuth
import OAuthHTTP

/// A choice in a registration that is allowed and dangerous, with the reason and what to do instead. Operators see them
/// whenever they write a client.
package enum ClientRisk: String, Sendable, Hashable, CaseIterable {
  case publicClient = "public-client"
  case sharedSecret = "shared-secret"
  case secretInForm = "secret-in-form"
  case keysElsewhere = "keys-elsewhere"
  case selfRegistered = "self-registered"
  case secretInManyPlaces = "many-redirects"
  case plainLoopback = "plain-loopback"
  case longLivedRefresh = "offline-access"
  case everyRole = "every-role"
  case agentWithoutMatter = "agent-without-matter"
  case publicSubject = "public-subject"
  case manyParticulars = "many-particulars"
  case noPurpose = "no-purpose"
  case noApproval = "no-approval"
  case approvalWithoutPolicy = "approval-without-policy"
  case noAudience = "no-audience"
  case legacyAudience = "legacy-assertion-audience"
  case clerkAsks = "backchannel-authentication"
  case unusedScopes = "scopes-without-login"

  /// Why it is a risk, and what to do instead.
  package var explanation: String {
    switch self {
    case .publicClient:
      "Anybody can pretend to be this client at the token endpoint; only PKCE and the redirect address protect it. "
        + "Use private_key_jwt for anything that has a server."
    case .sharedSecret:
      "A secret is known to two sides and travels with every request. private_key_jwt proves the same with a key that "
        + "never leaves the client."
    case .secretInForm:
      "A secret in the form is written to logs more easily than one in the Authorization header, and is known to two "
        + "sides. Use private_key_jwt, or at least client_secret_basic."
    case .keysElsewhere:
      "jwks_uri is on a host that is not the client's own: whoever has that host can be this client. Publish the keys "
        + "beside the redirect address, or register them in jwks."
    case .selfRegistered:
      "The client registered itself: nobody has looked at its name and addresses, and it can change them. To vouch for "
        + "it, look at them and take tongzhao_self_registered out; from then on operators change it."
    case .secretInManyPlaces:
      "Codes may go to several hosts: the weakest of them decides. Register one client for each site."
    case .plainLoopback: "A redirect to this machine by plain http is for development. Take it out before going live."
    case .longLivedRefresh:
      "offline_access keeps access after the person has logged out. Ask for it only where work goes on without anybody."
    case .everyRole:
      "Every kind of holder may act here, agents too. Name those that the matter allows in tongzhao_accepted_roles."
    case .agentWithoutMatter:
      "Agents are accepted whatever their delegation is for. Name the matter in tongzhao_matter."
    case .publicSubject:
      "sub is the credit code, which all clients share: they can join what they know. Use subject_type pairwise unless "
        + "the code itself is needed."
    case .manyParticulars:
      "licence.particulars gives the whole face of the licence. Ask for the claims that the matter needs instead."
    case .noPurpose: "The person is not told what the login is for. Say it in tongzhao_purpose."
    case .noApproval:
      "Within a session nobody is asked again. This is for public bodies whose policy is on record, not for others."
    case .approvalWithoutPolicy:
      "Within a session nobody is asked again, and nobody can say later on what that stands. Name the decision, and who "
        + "made it, in tongzhao_approval_policy."
    case .noAudience:
      "Its access tokens are for this server only, yet it asks for tokens of its own. Name the resources in "
        + "tongzhao_audiences, or leave client_credentials out."
    case .legacyAudience:
      "Assertions that name the token endpoint are accepted, which lets another server replay them. Have the client "
        + "send the issuer as the only audience."
    case .clerkAsks:
      "A clerk of this client can ask any enterprise to log in, and what is approved goes to the client, not to the "
        + "enterprise's browser. Allow it only where clerks stand at a counter, and have a binding_message sent."
    case .unusedScopes: "Scopes of a login are registered for a client that cannot log anybody in. Take them out."
    }
  }

  /// The risky choices of a registration, in the order of the cases.
  package static func risks(of client: Client) -> [ClientRisk] { allCases.filter { $0.isTaken(by: client) } }

  private func isTaken(by client: Client) -> Bool {
    let logsIn = !client.grantTypes.isDisjoint(with: [.authorizationCode, .deviceCode, .ciba])
    switch self {
    case .publicClient: return client.isPublic
    case .sharedSecret: if case .clientSecretBasic = client.authentication { return true } else { return false }
    case .secretInForm: if case .clientSecretPost = client.authentication { return true } else { return false }
    case .keysElsewhere:
      guard case .at(let address) = client.keys else { return false }
      return !client.ownHosts.contains(address.host)
    case .selfRegistered: return client.isSelfRegistered
    case .secretInManyPlaces:
      return Set(client.redirectURIs.compactMap { WebAddress($0.value)?.host }).count > 1
    case .plainLoopback:
      return client.profile.applicationType != .native && client.redirectURIs.contains { $0.value.hasPrefix("http://") }
    case .longLivedRefresh: return client.scopes.contains(.offlineAccess)
    case .everyRole: return logsIn && client.acceptedRoles == Set(HolderRole.allCases)
    case .agentWithoutMatter:
      return logsIn && client.matter == nil && client.acceptedRoles.contains(.agent)
        && client.acceptedRoles != Set(HolderRole.allCases)
    case .publicSubject: return logsIn && client.subjectType == .public
    case .manyParticulars: return client.scopes.contains(.licenceParticulars)
    case .noPurpose: return logsIn && client.purpose == nil
    case .noApproval: return client.skipsApprovalWithinSession && client.approvalPolicy != nil
    case .approvalWithoutPolicy: return client.skipsApprovalWithinSession && client.approvalPolicy == nil
    case .noAudience: return client.grantTypes.contains(.clientCredentials) && client.audiences.isEmpty
    case .legacyAudience: return client.tokenEndpointAudienceAccepted
    case .clerkAsks: return client.backchannelAuthentication != nil
    case .unusedScopes: return !logsIn && client.document["scope"] != nil
    }
  }
}

extension Client {
  /// The hosts of its redirect addresses and of its site.
  fileprivate var ownHosts: Set<String> {
    Set(
      (redirectURIs.map(\.value) + [document["client_uri"]?.string].compactMap(\.self)).compactMap {
        WebAddress($0)?.host
      })
  }
}

extension ClientRisk {
  /// For programs.
  package var json: JSON { ["risk": .string(rawValue), "explanation": .string(explanation)] }
}
