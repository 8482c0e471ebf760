import JOSE
import Wallet

/// How a command ended otherwise than wanted: for the shell a code, for programs a name, for people a sentence.
struct CommandFailure: Error {
  static let failedCode: Int32 = 1
  static let usageCode: Int32 = 2
  static let pinCode: Int32 = 3
  static let trustCode: Int32 = 4

  let code: Int32
  let name: String
  let chinese: String
  let english: String
  var details: JSONObject = [:]

  static let pinMissing = CommandFailure(
    code: usageCode, name: "pinMissing", chinese: "没有终端可以输入 PIN，请用 --pin-file",
    english: "there is no terminal to ask for the PIN; give --pin-file")
  static let pinsDiffer = CommandFailure(
    code: failedCode, name: "pinsDiffer", chinese: "两次输入的 PIN 不一致", english: "the two PINs differ")
  static let trustMissing = CommandFailure(
    code: usageCode, name: "trustMissing", chinese: "请用 --trust 或 TONGZHAO_TRUST 指明受信任的根证书",
    english: "name the trusted roots by --trust or TONGZHAO_TRUST")
  static let approvalMissing = CommandFailure(
    code: usageCode, name: "approvalMissing", chinese: "没有终端可以确认，请用 --yes",
    english: "there is no terminal to confirm on; give --yes")
  static let notApproved = CommandFailure(
    code: failedCode, name: "notApproved", chinese: "没有确认，未继续", english: "not confirmed; nothing was done")
  static let unknownLicence = CommandFailure(
    code: failedCode, name: "unknownLicence", chinese: "钱包里没有这样的执照", english: "the wallet holds no such licence")
  static let unknownReceipt = CommandFailure(
    code: failedCode, name: "unknownReceipt", chinese: "没有这样的登录凭据", english: "there is no such receipt")
  static let decoderMissing = CommandFailure(
    code: failedCode, name: "decoderMissing",
    chinese: "读取图片中的二维码需要 zbarimg：请安装软件包 zbar-tools（apt-get install zbar-tools）",
    english:
      "reading a QR code from an image needs zbarimg: install the package zbar-tools (apt-get install zbar-tools)")
  static let noCodeInImage = CommandFailure(
    code: failedCode, name: "noCodeInImage", chinese: "图片中没有找到二维码", english: "no QR code was found in the image")

  static func unreadable(_ path: String) -> CommandFailure {
    CommandFailure(
      code: usageCode, name: "unreadable", chinese: "无法读取文件 \(path)", english: "\(path) cannot be read")
  }

  static func several(_ licences: [StoredLicence]) -> CommandFailure {
    let refusal = ChoiceRefusal.several(licences)
    return CommandFailure(
      code: failedCode, name: refusal.name, chinese: refusal.chinese, english: refusal.english,
      details: ["candidates": .array(licences.map { .object(LicenceWords.summary($0)) })])
  }
}

extension CommandFailure {
  /// What any error of the wallet means here.
  init(_ error: any Error) {
    switch error {
    case let failure as CommandFailure: self = failure
    case let rejection as PINRejection:
      self.init(
        code: Self.failedCode, name: "weakPIN", chinese: rejection.chinese, english: rejection.english,
        details: ["reason": .string("\(rejection)")])
    case let rejection as WalletFileRejection: self.init(rejection)
    case let rejection as RequestRejection:
      self.init(
        code: rejection.isDistrust ? Self.trustCode : Self.failedCode, name: "\(rejection)",
        chinese: rejection.chinese, english: rejection.english)
    case let rejection as IssuanceRejection:
      self.init(
        code: rejection.isDistrust ? Self.trustCode : Self.failedCode, name: rejection.name,
        chinese: rejection.chinese, english: rejection.english)
    case ChoiceRefusal.several(let licences): self = .several(licences)
    case let refusal as ChoiceRefusal:
      self.init(code: Self.failedCode, name: refusal.name, chinese: refusal.chinese, english: refusal.english)
    case let refusal as PresentationRefusal:
      self.init(code: Self.failedCode, name: refusal.name, chinese: refusal.chinese, english: refusal.english)
      if case .refused(let code, _, let id) = refusal {
        details["oauth_error"] = .string(code)
        details["error_id"] = id.map(JSON.string)
      }
    default: self.init(code: Self.failedCode, name: "failed", chinese: "失败：\(error)", english: "failed: \(error)")
    }
  }

  private init(_ rejection: WalletFileRejection) {
    let name: String
    let code: Int32
    var details: JSONObject = [:]
    switch rejection {
    case .wrongPIN: (name, code) = ("wrongPIN", Self.pinCode)
    case .wait(let seconds):
      (name, code) = ("wait", Self.pinCode)
      details["seconds"] = .integer(Int64(seconds))
    case .missing: (name, code) = ("missing", Self.failedCode)
    case .alreadyThere: (name, code) = ("alreadyThere", Self.failedCode)
    case .damaged: (name, code) = ("damaged", Self.failedCode)
    case .newer: (name, code) = ("newer", Self.failedCode)
    case .busy: (name, code) = ("busy", Self.failedCode)
    case .failed: (name, code) = ("failed", Self.failedCode)
    }
    self.init(code: code, name: name, chinese: rejection.chinese, english: rejection.english, details: details)
  }
}
