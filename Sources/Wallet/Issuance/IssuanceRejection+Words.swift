extension IssuanceRejection {
  /// One sentence for a person, Chinese.
  package var chinese: String {
    switch self {
    case .notAnOffer: "这不是领取执照的链接"
    case .malformedOffer: "领取链接不完整，请重新获取"
    case .insecureAddress: "领取链接的地址不安全，未继续"
    case .unreachable(let reason): "无法连接发放机关（\(reason)）"
    case .wrongMetadata: "发放机关的说明不完整或与链接不符"
    case .unsupportedOffer: "本钱包不支持这种领取方式"
    case .transactionCodeMissing: "请输入领取码"
    case .refused(let code, let description):
      switch code {
      case "invalid_grant": "领取码不正确，或该链接已使用或过期" + Self.detail(description)
      case "invalid_token": "领取资格已失效，请重新办理领取"
      default: "发放机关拒绝了请求：\(code)" + Self.detail(description)
      }
    case .malformedAnswer: "发放机关的应答无法识别"
    case .deferred: "发放机关要求稍后再领，本钱包尚不支持"
    case .malformedCredential: "收到的执照无法识别"
    case .wrongType: "收到的不是电子营业执照"
    case .wrongIssuer: "执照的签发者与发放机关不符"
    case .untrustedIssuer: "执照不是由受信任的机关签发，未收下"
    case .issuerCertificateNotValidNow: "签发机关的证书不在有效期内或已吊销"
    case .badIssuerSignature: "执照的签名不正确"
    case .foreignKey: "执照绑定的不是本钱包的密钥"
    case .expired: "收到的执照已过期"
    case .notYetValid: "收到的执照尚未生效"
    case .missingClaim: "收到的执照缺少必要内容"
    case .notRenewable: "这张执照不能自动更新，请重新办理领取"
    case .notStored(let reason): reason.chinese
    }
  }

  /// One sentence for a person, English.
  package var english: String {
    switch self {
    case .notAnOffer: "this is no link to receive a licence"
    case .malformedOffer: "the offer is incomplete; ask for a new one"
    case .insecureAddress: "the offer leads to an address that is not secure"
    case .unreachable(let reason): "the issuer cannot be reached (\(reason))"
    case .wrongMetadata: "the issuer's description is incomplete or is not of this offer"
    case .unsupportedOffer: "this wallet does not know this way of receiving"
    case .transactionCodeMissing: "the code that came with the offer is needed"
    case .refused(let code, let description):
      switch code {
      case "invalid_grant": "the code is wrong, or the offer is used or expired" + Self.detail(description)
      case "invalid_token": "the right to receive this licence has ended; ask for a new offer"
      default: "the issuer refused: \(code)" + Self.detail(description)
      }
    case .malformedAnswer: "the issuer's answer cannot be understood"
    case .deferred: "the issuer asks to come later, which this wallet does not support"
    case .malformedCredential: "what was received cannot be read as a licence"
    case .wrongType: "what was received is no business licence"
    case .wrongIssuer: "the licence names an issuer other than the one that gave it"
    case .untrustedIssuer: "the licence was not issued under a root that this wallet trusts; it was not kept"
    case .issuerCertificateNotValidNow: "the issuer's certificate is not valid now"
    case .badIssuerSignature: "the licence's signature is wrong"
    case .foreignKey: "the licence is bound to a key that is not this wallet's"
    case .expired: "the licence that was received has expired"
    case .notYetValid: "the licence that was received is not valid yet"
    case .missingClaim: "the licence that was received lacks what it must say"
    case .notRenewable: "this licence cannot be renewed by itself; ask for a new offer"
    case .notStored(let reason): reason.english
    }
  }

  private static func detail(_ description: String?) -> String { description.map { " (\($0))" } ?? "" }
}
