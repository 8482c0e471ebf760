import ELicence
import HTTPTypes
import OAuthHTTP

/// What the page of this room shows.
enum BackchannelPage: Sendable {
  /// Who asks whom, and the words to compare.
  case comparing(BackchannelAuthentication, Client, path: String)
  /// The person said that nobody asked.
  case refused
  /// Approved: the clerk's system goes on by itself.
  case done
  /// Nothing came of it.
  case stopped
  /// The link is unknown, used or too old.
  case gone

  var status: HTTPResponse.Status {
    if case .gone = self { .notFound } else { .ok }
  }

  func values(_ language: Language) -> [String: any Sendable] {
    var values: [String: any Sendable] = [:]
    switch self {
    case .comparing(let authentication, let client, let path):
      values.merge(client.askingValues(since: authentication.askedAt, in: language)) { $1 }
      values["isComparing"] = true
      values["path"] = path
      values["bindingMessage"] = authentication.request.awaited?.device.bindingMessage
      values["enterprise"] = authentication.request.hintedEnterprise
    case .refused: values["isRefused"] = true
    case .done: values["isDone"] = true
    case .stopped: values["isStopped"] = true
    case .gone: values["isGone"] = true
    }
    return values
  }
}
