import HTTPTypes
import Hummingbird
import JOSE
import LibCrypto
import NIOCore

/// Styles, scripts and pictures, each served at an address that changes with its content, so that browsers may keep them
/// for ever.
package struct StaticAssets: Room {
  private struct Asset: Sendable {
    let path: String
    let type: String
    let buffer: ByteBuffer
    /// The same compressed, where that is smaller: phones wait for bytes.
    let deflated: ByteBuffer?

    func response(to request: Request) -> Response {
      let compressed = request.acceptsDeflate ? deflated : nil
      var response = Response.buffer(compressed ?? buffer, type: type, cache: .immutable)
      response.headers[.vary] = "Accept-Encoding"
      if compressed != nil { response.headers[.contentEncoding] = "deflate" }
      return response
    }
  }

  private let assets: [String: Asset]

  /// The files by name, as `style.css`.
  package init(_ files: [String: [UInt8]]) {
    assets = files.reduce(into: [:]) { assets, file in
      let dot = file.key.lastIndex(of: ".").map(file.key.index(after:)) ?? file.key.endIndex
      let ending = file.key[dot...].lowercased()
      let hash = Digests.sha256(file.value).prefix(8).map(Self.hex).joined()
      let deflated = Deflate.compress(file.value)
      assets[file.key] = Asset(
        path: "/assets/\(hash)" + (ending.isEmpty ? "" : ".\(ending)"), type: Self.mediaType(ending),
        buffer: ByteBuffer(bytes: file.value),
        deflated: deflated.count < file.value.count ? ByteBuffer(bytes: deflated) : nil)
    }
  }

  /// The path of a file, for templates; nil when there is no such file.
  package subscript(name: String) -> String? { assets[name]?.path }

  /// The paths by name with `.` and `-` made `_` (`style_css`): a value for templates.
  package var paths: [String: String] {
    assets.reduce(into: [:]) { paths, asset in
      paths[String(asset.key.map { $0 == "." || $0 == "-" ? "_" : $0 })] = asset.value.path
    }
  }

  /// One endpoint per content.
  package var endpoints: [Endpoint] {
    var served: Set<String> = []
    return assets.values.sorted { $0.path < $1.path }.filter { served.insert($0.path).inserted }.map { asset in
      .get(asset.path) { request, _ in asset.response(to: request) }
    }
  }

  private static func hex(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }

  private static func mediaType(_ ending: String) -> String {
    switch ending {
    case "css": "text/css; charset=utf-8"
    case "js": "text/javascript; charset=utf-8"
    case "svg": "image/svg+xml"
    case "png": "image/png"
    case "ico": "image/x-icon"
    case "woff2": "font/woff2"
    case "webmanifest": "application/manifest+json"
    case "txt": "text/plain; charset=utf-8"
    default: "application/octet-stream"
    }
  }
}

extension Request {
  /// Whether `deflate`, the zlib format (RFC 9110 §8.4.1.2), is named and not refused by a weight of zero.
  fileprivate var acceptsDeflate: Bool {
    let codings = headers[values: .acceptEncoding].flatMap { $0.lowercased().split(separator: ",").prefix(16) }
    return codings.contains { coding in
      let parts = coding.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
      let isRefused = parts.dropFirst().contains { $0.hasPrefix("q=0") && !$0.contains { "1"..."9" ~= $0 } }
      return parts.first == "deflate" && !isRefused
    }
  }
}
