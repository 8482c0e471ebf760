import HTTPTypes
import Hummingbird
import OAuthHTTP

/// Where the switches at the top of a page lead, for language and size of text.
enum PageSwitches {
  private static let names = [Language.parameterName, TextSize.parameterName]

  /// The address of the page that answers this request, ready for one more parameter; nil where it cannot be asked for
  /// once more. What the request itself chose is left out.
  static func address(of request: Request) -> String? {
    let path = request.uri.path
    // Two strokes in front would lead to another host, and browsers take a backslash for a stroke.
    guard [.get, .head].contains(request.method), path.hasPrefix("/"), !path.dropFirst().hasPrefix("/"),
      !path.contains("\\")
    else { return nil }
    let others = (request.uri.query ?? "").split(separator: "&").filter { parameter in
      !names.contains(String(parameter.prefix { $0 != "=" }))
    }
    return others.reduce("\(path)?") { $0 + $1 + "&" }
  }
}
