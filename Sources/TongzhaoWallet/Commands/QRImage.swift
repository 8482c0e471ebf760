import Foundation

/// Reads QR codes out of image files, by the program `zbarimg` of Debian's package zbar-tools.
enum QRImage {
  /// The text of the first QR code that looks like a link, else of the first one.
  static func text(in path: String) throws -> String {
    guard FileManager.default.isReadableFile(atPath: path) else { throw CommandFailure.unreadable(path) }
    guard let program else { throw CommandFailure.decoderMissing }
    let bytes = try OtherProgram.output(
      of: program,
      // An absolute path never begins with a hyphen, so no file name is taken for an option.
      ["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", URL(fileURLWithPath: path).standardizedFileURL.path])
    let texts = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
    guard let text = texts.first(where: { $0.contains("://") }) ?? texts.first else {
      throw CommandFailure.noCodeInImage
    }
    return text
  }

  private static var program: String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":")
    return folders.map { "\($0)/zbarimg" }.first(where: FileManager.default.isExecutableFile(atPath:))
  }
}
