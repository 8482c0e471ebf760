import Foundation
import HTTPTypes
import Hummingbird
import JOSE
import NIOCore
import OAuthHTTP

/// How answers and refusals of operators' commands are written.
enum AdminAnswer {
  /// JSON in one line, a line feed, then the file's bytes.
  static let framed = "application/vnd.tongzhao.answer"

  static func response(_ answer: OperatorAnswer) -> Response {
    let object: JSONObject = [
      "answer": answer.json, "lines": .array(answer.lines.map(JSON.string)),
      "warnings": .array(answer.warnings.map(JSON.string)), "finding": .bool(answer.finding),
    ]
    guard let content = answer.content else { return .json(object) }
    let line = object.serialized() + [UInt8(ascii: "\n")]
    let body = ResponseBody { writer in
      defer { content.discard() }
      try await writer.write(ByteBuffer(bytes: line))
      switch content {
      case .bytes(let bytes): try await writer.write(ByteBuffer(bytes: bytes))
      case .file, .received:
        let file = try content.opened()
        defer { try? file?.close() }
        while let data = try file?.read(upToCount: 1 << 18), !data.isEmpty {
          try await writer.write(ByteBuffer(bytes: data))
        }
      }
      try await writer.finish(nil)
    }
    return Response(status: .ok, headers: [.contentType: framed, .cacheControl: "no-store"], body: body)
  }

  /// A refusal that an operator reads.
  static func refusal(
    _ status: HTTPResponse.Status, _ error: String, _ lines: [String], refused: Bool, _ context: AppContext
  ) -> Response {
    let object: JSONObject = [
      "error": .string(error), "lines": .array(lines.map(JSON.string)), "refused": .bool(refused),
      "error_id": .string(context.requestID),
    ]
    var response = Response.json(object, status: status)
    if status == .unauthorized { response.headers[.wwwAuthenticate] = "Bearer" }
    return response
  }

  /// What a command's fault is told as.
  static func fault(_ fault: any OperatorFault, _ context: AppContext) -> Response {
    switch fault {
    case OperatorRefusal.notYourDuty: refusal(.forbidden, "forbidden", fault.lines, refused: true, context)
    case is OperatorParameterMistake, OperatorRefusal.reasonMissing:
      refusal(.badRequest, "invalid_request", fault.lines, refused: true, context)
    default:
      refusal(
        fault.isRefusal ? .conflict : .unprocessableContent, fault.isRefusal ? "refused" : "failed", fault.lines,
        refused: fault.isRefusal, context)
    }
  }
}
