package import JOSE

/// Registrations for the matters that enterprises log in for most, each with the fewest scopes that it needs. What is
/// the department's own — name, addresses, keys — stands there as an example and has to be replaced.
package enum ClientTemplate: String, Sendable, Hashable, CaseIterable {
  case establishment
  case seals
  case socialInsurance = "social-insurance"
  case medicalInsurance = "medical-insurance"
  case housingFund = "housing-fund"
  case bankAccount = "bank-account"
  case archives
  case utilities

  /// The matter, as the person reads it.
  package var matter: (chinese: String, english: String) {
    switch self {
    case .establishment: ("开办企业", "Starting a business")
    case .seals: ("印章刻制", "Making seals")
    case .socialInsurance: ("社会保险", "Social insurance")
    case .medicalInsurance: ("医疗保险", "Medical insurance")
    case .housingFund: ("住房公积金", "Housing provident fund")
    case .bankAccount: ("银行开户", "Opening a bank account")
    case .archives: ("登记档案查询", "Consulting registration files")
    case .utilities: ("水电气业务", "Water, power and gas")
    }
  }

  /// What it asks for, and why no less would do.
  package var scope: (names: String, because: String) {
    switch self {
    case .establishment:
      ("openid licence holder", "Forms are filled with name and code, and signed by whoever acts.")
    case .seals:
      ("openid licence holder", "The seal bears the entity's name; the police keep who ordered it.")
    case .socialInsurance, .medicalInsurance, .housingFund:
      ("openid licence", "The account is found by the credit code; who acts is in the role claim.")
    case .bankAccount:
      (
        "openid licence licence.particulars holder",
        "Banks must record type, representative, address and scope of business before they open an account."
      )
    case .archives: ("openid licence holder", "A file is shown to its own entity, and who looked is recorded.")
    case .utilities: ("openid licence", "The contract is found by the credit code.")
    }
  }

  /// The roles that may act in this matter.
  package var roles: [String] {
    switch self {
    case .establishment, .bankAccount: ["legal_representative"]
    case .seals, .socialInsurance, .medicalInsurance, .housingFund, .archives, .utilities:
      ["legal_representative", "agent"]
    }
  }

  /// The registration to fill in.
  package var document: JSON {
    var members: JSONObject = [
      "client_id": .string("example-\(rawValue)"),
      "client_name": .string("某某\(matter.chinese)平台"),
      "client_name#en": .string("Example: \(matter.english)"),
      "client_uri": "https://portal.example",
      "redirect_uris": ["https://portal.example/callback"],
      "post_logout_redirect_uris": ["https://portal.example/"],
      "grant_types": ["authorization_code"],
      "token_endpoint_auth_method": "private_key_jwt",
      "jwks": ["keys": []],
      "scope": .string(scope.names),
      "id_token_signed_response_alg": "ES256",
      "subject_type": "pairwise",
      "tongzhao_purpose": .string(matter.chinese),
      "tongzhao_purpose#en": .string(matter.english),
      "tongzhao_accepted_roles": .array(roles.map(JSON.string)),
    ]
    if roles.contains("agent") { members["tongzhao_matter"] = .string(matter.chinese) }
    return .object(members)
  }
}
