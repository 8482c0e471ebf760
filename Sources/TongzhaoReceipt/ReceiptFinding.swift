import AuditLog
import Foundation
import JOSE

/// What came of checking a receipt.
enum ReceiptFinding {
  case holds(AuditLeaf, Checkpoint, signedAt: NumericDate?)
  case refused(ReceiptRejection)

  static func of(_ bytes: [UInt8]?, believing trust: ReceiptTrust) -> ReceiptFinding {
    do throws(ReceiptRejection) {
      guard let bytes, let json = try? JSON(parsing: bytes) else { throw .malformed }
      let receipt = try AuditReceipt(json: json)
      let (leaf, checkpoint) = try receipt.verified(trusting: trust.keys(for: receipt))
      return .holds(leaf, checkpoint, signedAt: receipt.checkpoint.signedAt)
    } catch {
      return .refused(error)
    }
  }

  /// Nil when it holds.
  var exitCode: Int32? {
    switch self {
    case .holds: nil
    case .refused(.malformed): 1
    case .refused(.altered), .refused(.badSignature): 2
    case .refused(.notIncluded): 3
    case .refused(.unknownKey): 4
    }
  }

  var lines: [String] {
    switch self {
    case .holds(let leaf, let checkpoint, let signedAt):
      let event = leaf.event
      let facts: [(String, String?)] = [
        ("事项 What", Self.words(event.action)), ("时间 When", Self.text(event.at)),
        ("执照 Licence", event.licence), ("持有人 Holder", event.actor.name), ("网站 Client", event.client),
        ("登录编号 Login", event.object), ("请求编号 Request", leaf.requestID),
      ]
      return ["回执有效，日志中确有此事。The receipt holds: the log has it so."]
        + facts.compactMap { name, value in value.map { "  \(name): \($0.printable())" } }
        + [
          "  日志 Log: \(checkpoint.origin.printable()), \(leaf.index) / \(checkpoint.size)"
            + (signedAt.map { ", \(Self.text($0))" } ?? "")
        ]
    case .refused(.malformed): return ["这不是回执，或文件不完整。This is no receipt, or not a whole one."]
    case .refused(.altered), .refused(.badSignature): return ["回执被改动过。The receipt was altered."]
    case .refused(.notIncluded): return ["签名的日志中没有此事。It is not in the signed log."]
    case .refused(.unknownKey): return ["签名的密钥不在您指定的密钥之中。It is signed by a key that you did not name."]
    }
  }

  var json: JSONObject {
    switch self {
    case .holds(let leaf, let checkpoint, let signedAt):
      var json: JSONObject = [
        "holds": true, "event": .object(leaf.json), "log": .string(checkpoint.origin),
        "size": .integer(Int64(checkpoint.size)),
      ]
      json["signed_at"] = signedAt.map { .date($0) }
      return json
    case .refused(let rejection): return ["holds": false, "reason": .string("\(rejection)")]
    }
  }

  private static func words(_ action: AuditAction) -> String {
    switch action {
    case .loginCompleted: "登录成功 logged in"
    case .loginDisowned: "持有人声明不是本人登录 the holder said: this was not me"
    default: action.rawValue
    }
  }

  /// As an official at a counter reads it: the time of China, with its offset.
  private static func text(_ moment: NumericDate) -> String {
    let formatter = ISO8601DateFormatter()
    formatter.timeZone = TimeZone(identifier: "Asia/Shanghai") ?? TimeZone(secondsFromGMT: 28_800)
    return formatter.string(from: Date(timeIntervalSince1970: Double(moment.seconds)))
  }
}
