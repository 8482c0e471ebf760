import RelyingParty

/// Both doors' answers to one token.
struct Verdicts: Sendable {
  enum Local: Sendable {
    case accepted(ValidatedToken)
    case refused(TokenRejection)

    var outcome: String {
      switch self {
      case .accepted: "accepted"
      case .refused(let rejection): rejection.rawValue
      }
    }
  }

  enum Asked: Sendable {
    case active(Claims)
    case inactive
    case unanswered(RelyingPartyError)

    var outcome: String {
      switch self {
      case .active: "active"
      case .inactive: "inactive"
      case .unanswered: "unanswered"
      }
    }
  }

  let local: Local
  let asked: Asked

  /// What is known of the enterprise and the acting person, from the door that said yes.
  var claims: Claims? {
    if case .active(let claims) = asked { return claims }
    if case .accepted(let token) = local { return token.claims }
    return nil
  }
}
