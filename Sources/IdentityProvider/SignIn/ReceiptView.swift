import ELicence
import JOSE
import OAuth
import OAuthHTTP

/// What a receipt shows at a time.
struct ReceiptView: Sendable {
  enum State: String, Sendable, CaseIterable {
    /// The number is waited for.
    case number
    /// The computer goes on by itself, or the return on this device is under way.
    case pending
    /// Logged in.
    case done
    /// Nothing came of it.
    case ended
    /// "Not me" was said.
    case disowned
  }

  let state: State
  private let number: ConfirmationNumber?
  private let text: JSONObject
  private let secondsLeft: Int

  init(_ receipt: Receipt, secret: BearerSecret<ReceiptSecret>, at now: NumericDate) {
    text = receipt.text
    secondsLeft = max(0, receipt.orderExpires.map { $0 - now } ?? 0)
    let isAlive = secondsLeft > 0
    state =
      if receipt.disownedAt != nil {
        .disowned
      } else {
        switch receipt.state {
        case .approved where isAlive: receipt.channel.isSameDevice || receipt.isConfirmedPair ? .pending : .number
        case .consumed: .done
        // An order's row is gone long before its receipt, which has to know by itself what came of it.
        case nil: receipt.isCompleted ? .done : .ended
        case .created, .scanned, .approved, .denied, .cancelled, .failed: .ended
        }
      }
    number = state == .number ? ConfirmationNumber(receipt: secret) : nil
  }

  var json: JSONObject {
    var json: JSONObject = ["state": .string(state.rawValue)]
    json["number"] = number.map { .string($0.digits) }
    if state == .number || state == .pending { json["expires_in"] = .integer(Int64(secondsLeft)) }
    return json.merging(text)
  }

  func values(_ language: Language) -> [String: any Sendable] {
    var values = LoginContext(json: .object(text)).map { AskerValues($0, language).values } ?? [:]
    for other in State.allCases { values[PageFlag.name(other)] = state == other }
    values["number"] = number?.spaced
    values["secondsLeft"] = secondsLeft
    values["approvedAt"] = text["approved_at"]?.date.map { DateWords.text($0, in: language) }
    values["uscc"] = text["uscc"]?.string
    values["entityName"] = text["entity_name"]?.string
    let role = text["holder_role"]?.string.flatMap { HolderRole(rawValue: $0) }
    values["holderRole"] = role.map { language == .english ? $0.english : $0.chinese }
    values["holderName"] = text["holder_name"]?.string
    values["canKeep"] = state == .done || state == .disowned
    values["canDisown"] = state != .disowned && state != .ended
    return values
  }
}
