import OAuthHTTP

/// The portal's texts.
enum PortalWords {
  struct Service {
    let id: String
    let name: String
    let about: String
  }

  static let all: [Language: [String: String]] = [
    .zhHans: [
      "portalName": "济源政务服务网", "portalSubtitle": "演示站点", "skip": "跳到正文", "switchEnterprise": "切换企业",
      "logout": "退出", "otherLanguage": "en", "otherLanguageName": "English", "login": "用电子营业执照登录",
      "invitation": "使用手机中的电子营业执照登录，无需密码和短信验证码。", "identityTitle": "当前企业",
      "loginFirst": "登录后办理", "open": "进入办理", "again": "重新登录", "home": "返回首页",
      "footer": "本站为演示站点，所有企业均为虚构。",
    ],
    .english: [
      "portalName": "Jiyuan Government Services", "portalSubtitle": "Demonstration", "skip": "Skip to content",
      "switchEnterprise": "Switch enterprise", "logout": "Log out", "otherLanguage": "zh-CN",
      "otherLanguageName": "中文", "login": "Log in with your electronic business licence",
      "invitation": "Log in with the licence on your phone. No password, no text message.",
      "identityTitle": "You act for", "loginFirst": "Log in to use", "open": "Enter", "again": "Log in again",
      "home": "Back to start", "footer": "This is a demonstration. Every enterprise in it is invented.",
    ],
  ]

  static func homeTitle(_ language: Language) -> String {
    language == .zhHans ? "企业办事" : "Services for enterprises"
  }

  static func services(_ language: Language) -> [Service] {
    switch language {
    case .zhHans:
      [
        Service(id: "start-up", name: "企业开办", about: "设立登记、印章刻制一次办好。"),
        Service(id: "social-insurance", name: "社保登记", about: "为职工办理参保登记。"),
        Service(id: "housing-fund", name: "公积金开户", about: "单位住房公积金开户与缴存。"),
        Service(id: "records", name: "档案查询", about: "查询本企业登记档案。"),
      ]
    case .english:
      [
        Service(id: "start-up", name: "Start a business", about: "Registration and seals in one go."),
        Service(id: "social-insurance", name: "Social insurance", about: "Register your employees."),
        Service(id: "housing-fund", name: "Housing fund", about: "Open the employer's account."),
        Service(id: "records", name: "Registration records", about: "Look up your own file."),
      ]
    }
  }

  static func role(_ role: String?, _ language: Language) -> String? {
    switch (role, language) {
    case ("legal_representative"?, .zhHans): "法定代表人"
    case ("legal_representative"?, .english): "Legal representative"
    case ("licence_manager"?, .zhHans): "证照管理员"
    case ("licence_manager"?, .english): "Licence manager"
    case ("agent"?, .zhHans): "办事人"
    case ("agent"?, .english): "Agent"
    default: role
    }
  }

  static func level(_ acr: String?, _ language: Language) -> String? {
    switch (acr, language) {
    case ("urn:tongzhao:acr:cross-device:1"?, .zhHans): "手机扫码"
    case ("urn:tongzhao:acr:cross-device:1"?, .english): "Scanned with a phone"
    case ("urn:tongzhao:acr:same-device:1"?, .zhHans): "本机钱包"
    case ("urn:tongzhao:acr:same-device:1"?, .english): "Wallet on this device"
    default: acr
    }
  }

  static func label(_ fact: String, _ language: Language) -> String {
    switch (fact, language) {
    case ("entity_name", .zhHans): "企业名称"
    case ("entity_name", .english): "Enterprise"
    case ("uscc", .zhHans): "统一社会信用代码"
    case ("uscc", .english): "Unified social credit code"
    case ("holder_role", .zhHans): "办理人身份"
    case ("holder_role", .english): "Acting as"
    case ("holder_name", .zhHans): "办理人"
    case ("holder_name", .english): "Acting person"
    case ("acr", .zhHans): "登录方式"
    case ("acr", .english): "Logged in by"
    case ("entity_type", .zhHans): "类型"
    case ("entity_type", .english): "Type"
    case ("address", .zhHans): "住所（经营场所）"
    case ("address", .english): "Address"
    case ("established_on", .zhHans): "成立日期"
    case ("established_on", .english): "Established"
    case ("business_scope", .zhHans): "经营范围"
    case ("business_scope", .english): "Business scope"
    default: fact
    }
  }
}
