import Foundation
import JOSE

/// Seals a stream for recovery keys. Who seals cannot open it later: the data key is forgotten with this value.
package struct StreamSealer: Sendable, Redacted {
  /// Bytes of every chunk but the last.
  package static let chunk = StreamCipher.chunk

  /// What the stream begins with: who may open it. Not secret.
  package let header: [UInt8]
  private let dataKey: [UInt8]
  private var cipher: StreamCipher

  /// For everybody named; each can open it alone.
  package init(for recipients: [RecoveryPublicKey]) throws {
    guard !recipients.isEmpty else { throw RecoveryRefusal.noRecipient }
    dataKey = Random.bytes(32)
    let wrapped = try recipients.map { [dataKey] in try WrappedDataKey(dataKey, for: $0) }
    let text: JSON = ["keys": .array(wrapped.map(\.json))]
    let json = text.serialized()
    header =
      SealedStream.magic + withUnsafeBytes(of: UInt32(json.count).bigEndian) { Array($0) } + json
    cipher = StreamCipher(dataKey: dataKey, header: header)
  }

  /// The next chunk, sealed. All but the last have ``chunk`` bytes.
  package mutating func seal(_ bytes: [UInt8], isLast: Bool) throws -> [UInt8] {
    try cipher.seal(bytes, isLast: isLast)
  }

  /// What reads the stream again, while it is being made sure that it was written.
  package func opener() -> StreamOpener { StreamOpener(StreamCipher(dataKey: dataKey, header: header)) }
}
