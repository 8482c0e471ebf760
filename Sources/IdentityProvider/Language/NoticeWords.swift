import OAuthHTTP

/// Why a licence could not be used, in a sentence for the person at the browser. By the name of the refusal, as it is
/// kept with the order.
enum NoticeWords {
  static func sentence(for rejection: String, in language: Language) -> String? {
    guard let words = sentences[rejection] else { return nil }
    return language == .english ? words.english : words.chinese
  }

  private static let sentences: [String: (chinese: String, english: String)] = [
    "licenceSuspended": (
      "该营业执照已被挂失或冻结，暂不能用于登录。请联系登记机关，或换一张执照再试。",
      "This licence is suspended and cannot be used now. Contact the registration authority, or try another licence."
    ),
    "licenceBlocked": (
      "该营业执照已被本登录服务停用，暂不能用于登录。请联系工作人员，或换一张执照再试。",
      "This licence is blocked at this login service and cannot be used now. Contact the staff, or try another licence."
    ),
    "levelTooLow": (
      "本网站要求更高的身份核验等级，该营业执照的签发地区未达到。请换一张执照，或联系本网站。",
      "This site asks for a higher level of identity checking than this licence's region offers. Use another licence, or contact the site."
    ),
    "tooManyLogins": (
      "该营业执照登录过于频繁。请稍后再试。", "This licence has been used to log in too often. Please try again in a few minutes."
    ),
    "outOfNumbers": (
      "近一小时内为该营业执照输错数字的次数过多。请稍后再试；如非本人操作，请在钱包中查看登录记录。",
      "Too many wrong numbers were typed for this licence within the hour. Try again later; if that was not you, look at the history in your wallet."
    ),
    "licenceInvalid": (
      "该电子营业执照已失效，不能用于登录。请在钱包中重新领取，或联系登记机关。",
      "This licence is no longer valid. Receive it again in your wallet, or contact the registration authority."
    ),
    "wrongState": (
      "该营业执照当前状态不能用于登录（例如已吊销、注销）。请联系登记机关。",
      "This licence cannot be used in its present state (for instance revoked or cancelled). Contact the registration authority."
    ),
    "statusUnavailable": (
      "暂时无法核实该营业执照的状态。请稍后再试。", "The state of this licence cannot be checked right now. Please try again shortly."
    ),
    "roleNotAccepted": (
      "本网站不接受您的持照身份登录。请由法定代表人或本网站认可的人员登录。",
      "This site does not accept your role. Please let the legal representative or an accepted person log in."
    ),
    "delegationNotYetValid": (
      "您的授权尚未生效。请在生效日期后登录，或联系授权人。",
      "Your delegation is not valid yet. Log in after its first day, or contact whoever granted it."
    ),
    "delegationExpired": (
      "您的授权已到期。请联系授权人重新授权。", "Your delegation has ended. Ask for a new one."
    ),
    "delegationMatterMissing": (
      "您的授权不包括本网站办理的事项。请联系授权人。", "Your delegation does not cover what this site is for. Contact whoever granted it."
    ),
    "missingClaim": (
      "该电子营业执照缺少登录所需的信息。请在钱包中更新后再试。",
      "This licence lacks what the login needs. Update it in your wallet and try again."
    ),
  ]
}
