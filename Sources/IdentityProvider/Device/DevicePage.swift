import ELicence
import HTTPTypes
import OAuthHTTP

/// What the page of this room shows.
enum DevicePage: Sendable {
  /// What can be wrong with what was typed.
  enum Mistake: Sendable {
    /// No eight letters.
    case malformed
    /// Wrong, used or too old.
    case unknown
  }

  /// A field for the code.
  case form(mistake: Mistake?)
  /// Who asks, from where, and the code to compare.
  case comparing(DeviceAuthorization, Client)
  /// The person said that it is no device of theirs.
  case refused
  /// Approved: the device goes on by itself.
  case done
  /// Nothing came of it.
  case stopped

  var status: HTTPResponse.Status {
    if case .form(.some) = self { .badRequest } else { .ok }
  }

  func values(_ language: Language) -> [String: any Sendable] {
    var values: [String: any Sendable] = ["path": "/device"]
    switch self {
    case .form(let mistake):
      values["isForm"] = true
      values["isMalformed"] = mistake == .malformed
      values["isUnknown"] = mistake == .unknown
      values["isWrong"] = mistake != nil
    case .comparing(let authorization, let client):
      values.merge(client.askingValues(since: authorization.askedAt, in: language)) { $1 }
      values["isComparing"] = true
      values["userCode"] = authorization.device.shown
      values["place"] = authorization.device.place
    case .refused: values["isRefused"] = true
    case .done: values = ["isDone": true]
    case .stopped: values = ["isStopped": true]
    }
    return values
  }
}
