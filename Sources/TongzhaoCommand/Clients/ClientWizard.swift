import ArgumentParser
import Foundation
import IdentityProvider
import JOSE

/// Asks, on a terminal, what a registration needs, and makes its document from the template of its matter. Questions go
/// to standard error, so that standard output is free for the answer.
enum ClientWizard {
  /// The document; asks until every answer can be used.
  static func ask() throws -> JSONObject {
    guard isatty(STDIN_FILENO) == 1 else {
      throw ValidationError("say the document's file: there is no terminal to ask at")
    }
    let template = try matter()
    guard var document = template.document.object else { return [:] }
    document["client_id"] = .string(try needed("Identifier, as gongjijin-portal", isGood: isIdentifier))
    document["client_name"] = .string(try needed("Name (Chinese)") { !$0.isEmpty })
    document["client_name#en"] = .string(try needed("Name (English)") { !$0.isEmpty })
    document["client_uri"] = .string(try needed("Home page, https://…", isGood: isAddress))
    document["redirect_uris"] = .array(try addresses())
    document["post_logout_redirect_uris"] = document["client_uri"].map { .array([$0]) }
    try authentication(&document)
    return document
  }

  /// One line, where it is wanted and there is a terminal to ask at.
  static func line(_ question: String, isWanted: Bool) throws -> String? {
    guard isWanted, isatty(STDIN_FILENO) == 1 else { return nil }
    return try needed(question) { !$0.isEmpty }
  }

  private static func matter() throws -> ClientTemplate {
    let templates = ClientTemplate.allCases
    for (index, template) in templates.enumerated() {
      Terminal.error(
        "  \(index + 1)  \(template.matter.chinese)  \(template.matter.english)  [\(template.scope.names)]")
    }
    let answer = try needed("Matter (number)") { Int($0).map { (1...templates.count).contains($0) } ?? false }
    return templates[(Int(answer) ?? 1) - 1]
  }

  private static func addresses() throws -> [JSON] {
    var found: [JSON] = [.string(try needed("Address that people return to after login", isGood: isAddress))]
    while true {
      let next = try needed("Another one (empty: none)") { $0.isEmpty || isAddress($0) }
      if next.isEmpty { return found }
      found.append(.string(next))
    }
  }

  private static func authentication(_ document: inout JSONObject) throws {
    Terminal.error("  1  a signature by a key of the department's (best)")
    Terminal.error("  2  a secret that is shown once")
    Terminal.error("  3  none: an app that cannot keep a secret")
    Terminal.error("  4  a secret in the form, for software that knows no better")
    let methods = ["1": "private_key_jwt", "2": "client_secret_basic", "3": "none", "4": "client_secret_post"]
    let method = methods[try needed("Authentication (number)") { methods[$0] != nil }] ?? "private_key_jwt"
    document["token_endpoint_auth_method"] = .string(method)
    document["jwks"] = nil
    if method == "private_key_jwt" { try keys(&document) }
  }

  private static func keys(_ document: inout JSONObject) throws {
    while true {
      let file = try needed("File of its public keys (a JWKS), or the https address where it has them") { !$0.isEmpty }
      if file.hasPrefix("https://"), isAddress(file) {
        document["jwks_uri"] = .string(file)
        return
      }
      do {
        let found = try Clients.object(file)
        if found["keys"]?.array?.isEmpty == false {
          document["jwks"] = .object(found)
          return
        }
        Terminal.error("This is no set of keys: '\(file)'.")
      } catch {
        Terminal.error("This cannot be read: '\(file)'.")
      }
    }
  }

  private static func needed(_ question: String, isGood: (String) -> Bool) throws -> String {
    while true {
      FileHandle.standardError.write(Data("\(question): ".utf8))
      guard let line = readLine() else { throw Outcome.unconfirmed }
      let answer = line.trimmingCharacters(in: .whitespaces)
      if isGood(answer) { return answer }
      Terminal.error("This cannot be used: '\(answer)'.")
    }
  }

  private static func isAddress(_ text: String) -> Bool {
    guard let address = URL(string: text), address.host?.isEmpty == false, address.fragment == nil else { return false }
    return address.scheme == "https" || (address.scheme == "http" && ["127.0.0.1", "[::1]"].contains(address.host))
  }

  private static func isIdentifier(_ text: String) -> Bool {
    (2...64).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."),
          UInt8(ascii: "-"), UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }
}
