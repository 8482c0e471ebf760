import Foundation
import NIOCore

/// A command's parameters and then its file, read piece by piece as the network takes it.
struct AdminUpload: AsyncSequence, Sendable {
  let head: [UInt8]
  let content: OperatorContent

  struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate var head: [UInt8]?
    fileprivate let content: OperatorContent
    fileprivate var file: FileHandle?
    fileprivate var isDone = false

    mutating func next() async throws -> ByteBuffer? {
      if let head {
        self.head = nil
        return ByteBuffer(bytes: head)
      }
      guard !isDone else { return nil }
      switch content {
      case .bytes(let bytes):
        isDone = true
        return bytes.isEmpty ? nil : ByteBuffer(bytes: bytes)
      case .file, .received:
        if file == nil { file = try content.opened() }
        guard let data = try file?.read(upToCount: 1 << 18), !data.isEmpty else {
          isDone = true
          try file?.close()
          return nil
        }
        return ByteBuffer(bytes: data)
      }
    }
  }

  func makeAsyncIterator() -> AsyncIterator { AsyncIterator(head: head, content: content) }
}
