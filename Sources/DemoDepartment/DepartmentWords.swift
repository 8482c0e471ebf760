import OAuthHTTP
import RelyingParty

/// The department's texts.
enum DepartmentWords {
  static let all: [Language: [String: String]] = [
    .zhHans: [
      "departmentName": "济源示范区社会保险中心", "departmentSubtitle": "演示站点", "title": "社保登记",
      "sentence": "部门系统收到了门户转来的访问令牌，并用两种方式各自核验。", "localTitle": "本地核验",
      "localNote": "用登录服务公布的公钥核验签名、受众、期限和权限范围，不需要联网询问。", "askedTitle": "联机查询",
      "askedNote": "向登录服务查询该令牌此刻是否仍有效，注销和“不是我”立即可见。", "identityTitle": "收到的身份",
      "again": "再次核验", "footer": "本站为演示站点，所有企业均为虚构。",
      "welcome": "请从政务服务网登录后进入办理。",
    ],
    .english: [
      "departmentName": "Jiyuan Social Insurance Bureau", "departmentSubtitle": "Demonstration",
      "title": "Social insurance registration",
      "sentence": "This department received the portal's access token and checked it in two ways.",
      "localTitle": "Local validation",
      "localNote": "Signature, audience, life and scope checked by the published keys; nobody is asked.",
      "askedTitle": "Introspection",
      "askedNote": "The login service is asked about the token now: logout and \"not me\" are seen at once.",
      "identityTitle": "Identity received", "again": "Check again",
      "footer": "This is a demonstration. Every enterprise in it is invented.",
      "welcome": "Please log in at the portal and enter from there.",
    ],
  ]

  static func verdict(_ local: Verdicts.Local, _ language: Language) -> (String, good: Bool) {
    switch (local, language) {
    case (.accepted, .zhHans): ("有效", true)
    case (.accepted, .english): ("Accepted", true)
    case (.refused(let rejection), .zhHans): ("无效（\(rejection.rawValue)）", false)
    case (.refused(let rejection), .english): ("Refused (\(rejection.rawValue))", false)
    }
  }

  static func verdict(_ asked: Verdicts.Asked, _ language: Language) -> (String, good: Bool) {
    switch (asked, language) {
    case (.active, .zhHans): ("有效", true)
    case (.active, .english): ("Active", true)
    case (.inactive, .zhHans): ("已失效", false)
    case (.inactive, .english): ("Not active", false)
    case (.unanswered, .zhHans): ("没有应答，按无效处理", false)
    case (.unanswered, .english): ("No answer: treated as not active", false)
    }
  }

  static func role(_ role: String, _ language: Language) -> String {
    switch (role, language) {
    case ("legal_representative", .zhHans): "法定代表人"
    case ("legal_representative", .english): "Legal representative"
    case ("licence_manager", .zhHans): "证照管理员"
    case ("licence_manager", .english): "Licence manager"
    case ("agent", .zhHans): "办事人"
    case ("agent", .english): "Agent"
    default: role
    }
  }

  static func secondsLeft(_ seconds: Int64, _ language: Language) -> String {
    language == .zhHans ? "还有 \(seconds) 秒" : "\(seconds) s left"
  }

  static func label(_ fact: String, _ language: Language) -> String {
    let chinese = [
      "sub": "企业（sub）", "entity_name": "企业名称", "holder_role": "办理人身份", "holder_name": "办理人", "client_id": "来自门户",
      "scope": "权限范围", "acr": "登录方式等级", "act.sub": "办理人（仅本部门可识别）", "exp": "令牌有效期",
    ]
    let english = [
      "sub": "Enterprise (sub)", "entity_name": "Enterprise", "holder_role": "Acting as",
      "holder_name": "Acting person",
      "client_id": "From portal", "scope": "Scope", "acr": "Level of the login",
      "act.sub": "Acting person (pairwise)", "exp": "Token's life",
    ]
    return (language == .zhHans ? chinese : english)[fact] ?? fact
  }
}
