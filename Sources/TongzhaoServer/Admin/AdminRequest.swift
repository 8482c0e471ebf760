import Foundation
import Hummingbird
import JOSE
import NIOCore
import OAuth
import OAuthHTTP

/// What an operator sends: parameters as JSON, and where a file goes with them, the file behind the first line.
struct AdminRequest: Sendable {
  let parameters: JSONObject
  let reason: String?
  let content: OperatorContent?

  /// JSON in one line, a line feed, then the file's bytes as they are.
  static let framed = "application/vnd.tongzhao.command"
  private static let lineLimit = 256 * 1024
  /// A file that travels is never larger.
  static let contentLimit = 4 << 30

  /// Reads a request, whose sender is known and may ask it.
  static func read(_ request: Request) async throws -> AdminRequest {
    try requireMediaType(["application/json", framed], of: request)
    let isFramed = request.headers[.contentType]?.hasPrefix(framed) == true
    guard isFramed else {
      return try AdminRequest(try await bodyBytes(of: request, limit: lineLimit), content: nil)
    }
    var line: [UInt8] = []
    var spool: AdminSpool?
    for try await buffer in request.body {
      var bytes = Array(buffer: buffer)[...]
      if spool == nil {
        let end = bytes.firstIndex(of: UInt8(ascii: "\n"))
        line += bytes[..<(end ?? bytes.endIndex)]
        guard line.count <= lineLimit else { throw OAuthError.bodyTooLarge }
        guard let end else { continue }
        bytes = bytes[(end + 1)...]
        spool = AdminSpool()
      }
      try spool?.take(bytes, limit: contentLimit)
    }
    return try AdminRequest(line, content: spool?.content)
  }

  private init(_ line: [UInt8], content: OperatorContent?) throws(OAuthError) {
    var object = try Self.object(line)
    switch object["reason"] {
    case nil, .null?: reason = nil
    case .string(let text)? where text.utf8.count <= 500: reason = text.isEmpty ? nil : text
    default: throw OAuthError(.invalidRequest, "the reason must be a text of at most 500 bytes")
    }
    object["reason"] = nil
    parameters = object
    self.content = content
  }

  private static func object(_ line: [UInt8]) throws(OAuthError) -> JSONObject {
    let json: JSON
    do throws(JSONError) {
      json = try JSON(parsing: line)
    } catch {
      throw OAuthError(.invalidRequest, "the parameters are not JSON", diagnosis: "\(error)")
    }
    guard let object = json.object else { throw OAuthError(.invalidRequest, "the parameters are no JSON object") }
    return object
  }
}
