import ELicence
import JOSE
import OAuth

/// An authentication request that was accepted (CIBA §7.1, §7.2).
struct BackchannelRequest: Sendable {
  let scopes: ScopeSet
  /// The only enterprise that may answer, by the `sub` that the client knows.
  let expectedSubject: String
  /// The same as people read it, where the client named it so.
  let hintedEnterprise: String?
  let acrValues: [String]
  let bindingMessage: String?
  let resources: [String]
  let details: AuthorizationDetails
  /// What the client gave for being told.
  let notificationToken: String?
  /// Seconds that it may wait.
  let life: Int

  init(
    _ parameters: RequestParameters, of client: Client, _ registration: BackchannelRegistration,
    hints: IDTokenHintVerifier, subjects: SubjectIdentifiers, policy: BackchannelPolicy
  ) throws {
    // 1. What is asked for. Who acts, nobody learns by way of a clerk's screen.
    guard let asked = ScopeSet(parsing: parameters.value("scope") ?? "openid") else {
      throw BackchannelRefusal.malformedScope
    }
    for scope in asked where !client.scopes.contains(scope) || scope == .holderIdentity {
      throw TokenRefusal.scopeNotAllowed(scope, client.scopes).error
    }
    guard parameters.value("scope") != nil, asked.contains(.openID) else { throw BackchannelRefusal.missingOpenID }
    scopes = asked
    // 2. Of whom: exactly one hint (§7.1).
    let hint = try Self.hint(parameters)
    switch hint {
    case .creditCode(let text):
      guard let code = try? CreditCode(text).value else { throw BackchannelRefusal.unknownUser }
      hintedEnterprise = code
      expectedSubject = subjects.subject(ofEnterprise: code, for: client)
    case .idToken(let token):
      guard let subject = hints.subject(of: token, for: client.id) else { throw BackchannelRefusal.foreignHint }
      hintedEnterprise = nil
      expectedSubject = subject
    }
    // 3. What clerk and holder compare.
    bindingMessage = parameters.value("binding_message")
    guard bindingMessage.map({ Self.isReadable($0, policy.longestMessage) }) ?? true else {
      throw BackchannelRefusal.malformedMessage
    }
    // 4. What tokens are for.
    resources = parameters.values("resource")
    do throws(TokenRefusal) {
      try TokenAudience.registered(by: client, issuer: hints.issuer, covering: resources)
    } catch {
      throw BackchannelRefusal.unknownResource
    }
    if let text = parameters.value("authorization_details") {
      guard let read = AuthorizationDetails(parsing: text), read.isAllowed(to: client, issuer: hints.issuer) else {
        throw BackchannelRefusal.details
      }
      details = read
    } else {
      details = .none
    }
    acrValues = parameters.words("acr_values")
    // 5. How, and until when, it is waited for.
    notificationToken = try Self.token(parameters.value("client_notification_token"), registration.delivery)
    life = try Self.life(parameters.value("requested_expiry"), policy)
  }

  private enum Hint {
    case creditCode(String)
    case idToken(String)
  }

  private static func hint(_ parameters: RequestParameters) throws(BackchannelRefusal) -> Hint {
    let (code, token) = (parameters.value("login_hint"), parameters.value("id_token_hint"))
    guard parameters.value("login_hint_token") == nil else { throw .hintToken }
    switch (code, token) {
    case (nil, nil): throw .noHint
    case (.some, .some): throw .severalHints
    case (let code?, nil): return .creditCode(code)
    case (nil, let token?): return .idToken(token)
    }
  }

  /// One line that looks on the phone as it does on the screen: nothing invisible, nothing that turns the direction.
  private static func isReadable(_ text: String, _ longest: Int) -> Bool {
    text.count <= longest && text.utf8.count <= 4 * longest
      && text.unicodeScalars.allSatisfy { scalar in
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
        default: true
        }
      }
  }

  /// RFC 6750 §2.1, at most 1024 characters; 128 bits of chance take 22 (CIBA §7.1).
  private static func token(
    _ text: String?, _ delivery: BackchannelRegistration.Delivery
  ) throws(BackchannelRefusal) -> String? {
    guard case .ping = delivery else { return nil }
    guard let text else { throw .missingNotificationToken }
    let isToken = text.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2D, 0x2E, 0x2F, 0x3D, 0x5F, 0x7E: true
      default: false
      }
    }
    guard isToken, (22...1024).contains(text.utf8.count) else { throw .malformedNotificationToken }
    return text
  }

  private static func life(_ text: String?, _ policy: BackchannelPolicy) throws(BackchannelRefusal) -> Int {
    guard let text else { return policy.life }
    guard let seconds = Int(text), seconds > 0 else { throw .malformedExpiry }
    return min(max(seconds, policy.lives.lowerBound), policy.lives.upperBound)
  }
}
