import OAuth
import OAuthHTTP

/// What scopes and claims are called on a page.
enum ConsentWords {
  /// Each thing that a client may know, once.
  static func words(_ approval: Session.Approval, in language: Language) -> [String] {
    let scopes = approval.scopes.text.split(separator: " ").map(String.init).filter { $0 != Scope.openID.value }
    let claims = (approval.claims?.idToken ?? []) + (approval.claims?.userInfo ?? [])
    return (scopes + claims.map(\.name)).reduce(into: []) { known, name in
      let word = word(name, in: language)
      if !known.contains(word) { known.append(word) }
    }
  }

  private static func word(_ name: String, in language: Language) -> String {
    guard let words = all[name] else { return name }
    return language == .english ? words.english : words.chinese
  }

  private static let all: [String: (chinese: String, english: String)] = [
    "licence": ("企业名称、统一社会信用代码、类别和登记状态", "Name, credit code, kind and state of the enterprise"),
    "licence.particulars": ("营业执照全部照面信息", "Everything on the face of the licence"),
    "profile": ("企业基本信息", "The enterprise's profile"),
    "address": ("住所（经营场所）", "Address"),
    "holder": ("办理人身份和姓名（已隐去部分）", "Role and masked name of the acting person"),
    "holder.identity": ("办理人姓名和证件号码", "Name and identity document of the acting person"),
    "offline_access": ("退出登录后继续访问", "Access after logging out"),
    "entity_name": ("名称", "Name"), "entity_type": ("类型", "Type"), "business_scope": ("经营范围", "Scope of business"),
    "registered_capital": ("注册资本", "Registered capital"), "established_on": ("成立日期", "Date of establishment"),
    "representative_name": ("法定代表人（负责人）", "Representative"), "uscc": ("统一社会信用代码", "Credit code"),
    "registration_state": ("登记状态", "State"),
  ]
}
