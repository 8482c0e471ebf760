import ELicence
import Foundation
import JOSE
import Wallet

/// Who asks and what for, in words and for programs.
enum RequestWords {
  /// `client_name`, `origin`, `client_id`, `certified_name`, `answered_at`; from the context `purpose`, `place`,
  /// `browser`, `os`, `requested_at`.
  static func json(_ request: VerifiedRequest) -> JSONObject {
    var json: JSONObject = [
      "client_name": .string(request.clientName), "origin": .string(request.clientOrigin),
      "client_id": .string(request.clientID), "certified_name": .string(request.certifiedName),
      "answered_at": .string(request.origin),
    ]
    guard let context = request.context else { return json }
    json["purpose"] = context.purpose.map(JSON.string)
    json["place"] = context.place.map(JSON.string)
    json["browser"] = context.browser.map(JSON.string)
    json["os"] = context.operatingSystem.map(JSON.string)
    json["requested_at"] = .date(context.requestedAt)
    return json
  }

  /// What a person reads before agreeing.
  static func show(_ request: VerifiedRequest, _ terminal: Terminal) {
    let context = request.context
    let isChinese = terminal.language == .chinese
    let name = isChinese ? request.clientName : context?.clientNameEnglish ?? request.clientName
    terminal.say("")
    terminal.say("\(name)（\(request.clientOrigin)）请求登录", "\(name) (\(request.clientOrigin)) asks you to log in")
    line("登录服务", "Login service", "\(request.certifiedName)（\(request.origin)）", terminal)
    line("用途", "Why", isChinese ? context?.purpose : context?.purposeEnglish ?? context?.purpose, terminal)
    line("地点", "Where", context?.place, terminal)
    let device = [context?.browser, context?.operatingSystem].compactMap(\.self).joined(separator: " · ")
    line("设备", "On", device.isEmpty ? nil : device, terminal)
    line("时间", "When", context.map { time($0.requestedAt) }, terminal)
  }

  /// What would be handed over.
  static func show(_ plan: PresentationPlan, _ terminal: Terminal) {
    terminal.say("")
    terminal.say("将出示：\(plan.licence.displayName)", "You would present: \(plan.licence.displayName)")
    for claim in plan.claims {
      line(
        LicenceWords.label(claim.name, of: plan.licence, terminal),
        LicenceWords.value(claim.name, claim.value, terminal),
        terminal)
    }
    terminal.say("")
  }

  static func time(_ moment: NumericDate) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.dateFormat = "yyyy-MM-dd HH:mm"
    return formatter.string(from: Date(timeIntervalSince1970: Double(moment.seconds)))
  }

  private static func line(_ chinese: String, _ english: String, _ value: String?, _ terminal: Terminal) {
    if let value { line(terminal.word(chinese, english), value, terminal) }
  }

  private static func line(_ label: String, _ value: String, _ terminal: Terminal) {
    terminal.say("  \(label)\(terminal.word("：", ": "))\(value)")
  }
}
