package import Logging
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// One line for each event, in the form of swift-log's own handler: time, level, label, metadata by name, source, message.
///
/// That one formats the date by the C library for each line, which looks at the time zone's file each time, and sorts and
/// prints the metadata again whenever one is set: of an answered request this was a tenth.
package struct LineLogHandler: LogHandler {
  package var logLevel: Logger.Level
  /// There are few: looking through them costs less than a dictionary of all.
  private var fields: [(key: String, value: Logger.MetadataValue)] = []
  package var metadataProvider: Logger.MetadataProvider?
  private let label: String
  private let stream: LogStream

  package init(label: String, level: Logger.Level, stream: LogStream = .standardError) {
    self.label = label
    logLevel = level
    self.stream = stream
  }

  package var metadata: Logger.Metadata {
    get { Logger.Metadata(uniqueKeysWithValues: fields) }
    set { fields = Array(newValue) }
  }

  package subscript(metadataKey name: String) -> Logger.MetadataValue? {
    get { fields.first { $0.key == name }?.value }
    set {
      fields.removeAll { $0.key == name }
      if let newValue { fields.append((name, newValue)) }
    }
  }

  package func log(event: LogEvent) {
    var line: [UInt8] = []
    line.reserveCapacity(256)
    line += SecondText.now()
    line += " \(event.level.rawValue) \(label):".utf8
    for (name, value) in said(by: event) {
      line.append(UInt8(ascii: " "))
      line += name.utf8
      line.append(UInt8(ascii: "="))
      // Nearly all are texts, which need no printing.
      if case .string(let text) = value { line += text.utf8 } else { line += "\(value)".utf8 }
    }
    line += " [\(event.source)] \(event.message)\n".utf8
    stream.append(line, isUrgent: event.level >= .warning)
  }

  /// The handler's own metadata, then what the provider and the statement say, by name.
  private func said(by event: LogEvent) -> [(key: String, value: Logger.MetadataValue)] {
    var all = fields
    func add(_ more: Logger.Metadata) {
      for one in more {
        if let place = all.firstIndex(where: { $0.key == one.key }) { all[place] = one } else { all.append(one) }
      }
    }
    if let provider = metadataProvider { add(provider.get()) }
    if let explicit = event.metadata { add(explicit) }
    if let error = event.error { add(["error.message": "\(error)", "error.type": "\(type(of: error))"]) }
    return all.sorted { $0.key < $1.key }
  }
}

/// The present second as `2026-05-01T12:34:56+0800`, formatted once for all lines of a second.
private enum SecondText {
  private static let last = Mutex<(second: time_t, text: [UInt8])>((-1, []))

  static func now() -> [UInt8] {
    let second = time(nil)
    return last.withLock { last in
      if last.second != second { last = (second, format(second)) }
      return last.text
    }
  }

  private static func format(_ second: time_t) -> [UInt8] {
    var second = second
    var parts = tm()
    guard localtime_r(&second, &parts) != nil else { return Array("<unknown>".utf8) }
    var buffer = [CChar](repeating: 0, count: 64)
    let length = strftime(&buffer, buffer.count, "%Y-%m-%dT%H:%M:%S%z", &parts)
    return buffer[..<length].map { UInt8(bitPattern: $0) }
  }
}
