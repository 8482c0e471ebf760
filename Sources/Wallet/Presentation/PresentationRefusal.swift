import ELicence
import JOSE

/// Why an answer did not end in a login.
package enum PresentationRefusal: Error, Sendable {
  case unreachable
  /// The verifier said no: its error code, the name of the rule where it gives one, its error id.
  case refused(code: String, rejection: String?, errorID: String?)
  case malformedAnswer
  /// The licence's facts changed while they were being presented; the holder must see them again.
  case changed(StoredLicence)
  /// There is no link by which to say "not me".
  case noReceiptLink
  /// The login was approved, and the wallet could not write down its receipt.
  case notStored(WalletFileRejection)

  /// A stable name for programs.
  package var name: String {
    switch self {
    case .unreachable: "unreachable"
    case .refused(let code, let rejection, _): rejection ?? code
    case .malformedAnswer: "malformedAnswer"
    case .changed: "changed"
    case .noReceiptLink: "noReceiptLink"
    case .notStored: "notStored"
    }
  }

  init(refusal answer: WalletHTTPAnswer) {
    guard let json = answer.json, let code = json["error"]?.string else {
      self = answer.status >= 500 ? .unreachable : .malformedAnswer
      return
    }
    self = .refused(
      code: String(code.prefix(64)), rejection: json["rejection"]?.string.map { String($0.prefix(64)) },
      errorID: json["error_id"]?.string.map { String($0.prefix(64)) })
  }

  init(_ error: any Error) {
    switch error {
    case let refusal as PresentationRefusal: self = refusal
    case let rejection as WalletFileRejection: self = .notStored(rejection)
    case WalletTransportFailure.unreachable: self = .unreachable
    default: self = .malformedAnswer
    }
  }
}

extension PresentationRefusal {
  /// One sentence for a person, Chinese.
  package var chinese: String {
    switch self {
    case .unreachable: "无法连接请求方，请重试"
    case .refused(_, let rejection, let id):
      Self.reason(rejection).chinese + (id.map { "（错误编号 \($0)）" } ?? "")
    case .malformedAnswer: "请求方的应答无法识别"
    case .changed: "执照内容刚刚更新，请核对后重新确认"
    case .noReceiptLink: "这次登录没有可用的凭据链接，请联系登录服务"
    case .notStored(let reason): "登录已确认，但凭据未能保存：\(reason.chinese)"
    }
  }

  /// One sentence for a person, English.
  package var english: String {
    switch self {
    case .unreachable: "who asks cannot be reached; try again"
    case .refused(_, let rejection, let id):
      Self.reason(rejection).english + (id.map { " (error id \($0))" } ?? "")
    case .malformedAnswer: "the answer cannot be understood"
    case .changed: "the licence has just been updated; look at it and confirm again"
    case .noReceiptLink: "this login has no receipt link; contact the login service"
    case .notStored(let reason): "the login was approved, but its receipt was not kept: \(reason.english)"
    }
  }

  private static func reason(_ rejection: String?) -> PrintedLabel {
    switch rejection {
    case "licenceSuspended": PrintedLabel("该执照已挂失或冻结，不能用于登录", "this licence is suspended and cannot be used")
    case "licenceInvalid", "wrongState":
      PrintedLabel("该执照已失效，不能用于登录，请联系登记机关", "this licence is not valid any more; contact the registrar")
    case "statusUnavailable": PrintedLabel("暂时无法核实执照状态，请稍后重试", "the licence's status cannot be checked now")
    case "credentialExpired": PrintedLabel("执照凭证已过期，请更新", "the licence has expired; refresh it")
    case "roleNotAccepted": PrintedLabel("该网站不接受您的身份（角色）", "your role is not accepted there")
    case "delegationNotYetValid": PrintedLabel("您的授权尚未生效", "your delegation is not valid yet")
    case "delegationExpired": PrintedLabel("您的授权已到期", "your delegation has ended")
    case "delegationMatterMissing": PrintedLabel("您的授权不包括这一事项", "your delegation does not cover this matter")
    case "untrustedIssuer": PrintedLabel("请求方不认可该执照的签发机关", "the licence's issuer is not accepted there")
    case .some(let name): PrintedLabel("请求方未接受该执照（\(name)）", "the licence was not accepted (\(name))")
    case nil: PrintedLabel("请求方未接受，登录可能已结束，请重新开始", "it was not accepted; the login may be over: start again")
    }
  }
}
