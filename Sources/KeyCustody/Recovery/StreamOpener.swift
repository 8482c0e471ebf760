import JOSE

/// Opens what a ``StreamSealer`` sealed, chunk by chunk.
package struct StreamOpener: Sendable, Redacted {
  /// Bytes of every sealed chunk but the last.
  package static let sealedChunk = StreamCipher.chunk + StreamCipher.overhead

  private var cipher: StreamCipher

  init(_ cipher: StreamCipher) { self.cipher = cipher }

  /// By this recovery key.
  package init(header: SealedStream, by key: RecoveryKey) throws {
    let id = try key.publicKey.id
    guard let wrapped = header.keys.first(where: { $0.recipient.isExactly(id) }) else {
      throw RecoveryRefusal.otherKey
    }
    cipher = StreamCipher(dataKey: try key.unwrap(wrapped), header: header.bytes)
  }

  /// The next chunk. Saying wrongly whether it is the last is refused like a change.
  package mutating func open(_ sealed: [UInt8], isLast: Bool) throws(RecoveryRefusal) -> [UInt8] {
    var asInner = cipher
    do {
      return try cipher.open(sealed, isLast: isLast)
    } catch {
      // What opens as an inner chunk was not the last one: the rest was cut off.
      guard isLast, (try? asInner.open(sealed, isLast: false)) != nil else { throw error }
      throw .truncated
    }
  }
}
