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
    json["device_code"] = (context.device?.userCode).map(JSON.string)
    json["binding_message"] = (context.device?.bindingMessage).map(JSON.string)
    json["device_place"] = (context.device?.place).map(JSON.string)
    if !context.matters.isEmpty { json["authorization_details"] = .array(context.matters.map(\.json)) }
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
    for matter in context?.matters ?? [] { line("事项", "Matter", words(matter, isChinese), terminal) }
    if let device = context?.device { warn(of: device, terminal) }
    line("时间", "When", context.map { time($0.requestedAt) }, terminal)
  }

  private static func words(_ matter: LicenceMatter, _ isChinese: Bool) -> String {
    let actions = matter.actions.map { isChinese ? $0.chinese : $0.english }.joined(separator: isChinese ? "、" : ", ")
    let days = [matter.notBefore, matter.notAfter].map { $0?.description ?? "" }.joined(separator: "–")
    return [matter.matter, actions, matter.locations.joined(separator: ", "), days == "–" ? "" : days]
      .filter { !$0.isEmpty }.joined(separator: " · ")
  }

  /// It is not the browser at hand that gets what is approved (RFC 10027).
  private static func warn(of device: AskingDevice, _ terminal: Terminal) {
    terminal.say("  另一台设备请求登录，不是浏览器。", "  A device elsewhere asks, not a browser.")
    line("设备显示", "It shows", device.shown, terminal)
    line("设备所在地", "It is in", device.place, terminal)
    terminal.say(
      "  设备不在您面前，或代码是别人发给您的，请拒绝。",
      "  If it is not in front of you, or somebody sent you the code, refuse.")
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
