import Crypto
import Foundation
import JOSE

/// The STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015) as the age format uses it: the chunk's number and
/// whether it is the last one are its nonce, so that chunks can be neither exchanged nor cut off.
struct StreamCipher: Sendable {
  /// Bytes of every chunk but the last.
  static let chunk = 65_536
  /// What sealing adds to a chunk.
  static let overhead = 16

  private let key: SymmetricKey
  private var number: UInt64 = 0
  private(set) var isFinished = false

  /// The header goes into the key: with another header nothing opens.
  init(dataKey: [UInt8], header: [UInt8]) {
    key = HKDF<SHA256>.deriveKey(
      inputKeyMaterial: SymmetricKey(data: dataKey), salt: Data(Digests.sha256(header)),
      info: Data("tongzhao backup stream".utf8), outputByteCount: 32)
  }

  mutating func seal(_ chunk: some DataProtocol, isLast: Bool) throws -> [UInt8] {
    let box = try ChaChaPoly.seal(chunk, using: key, nonce: try nonce(isLast: isLast))
    return Array(box.ciphertext) + Array(box.tag)
  }

  mutating func open(_ sealed: [UInt8], isLast: Bool) throws(RecoveryRefusal) -> [UInt8] {
    guard sealed.count >= Self.overhead else { throw .truncated }
    do {
      let box = try ChaChaPoly.SealedBox(
        nonce: try nonce(isLast: isLast), ciphertext: sealed.dropLast(Self.overhead), tag: sealed.suffix(Self.overhead))
      return Array(try ChaChaPoly.open(box, using: key))
    } catch {
      throw .altered
    }
  }

  /// 11 bytes of number, one that says whether it is the last. A key serves one stream, so none comes twice.
  private mutating func nonce(isLast: Bool) throws -> ChaChaPoly.Nonce {
    guard !isFinished else { throw RecoveryRefusal.altered }
    let counter = withUnsafeBytes(of: number.bigEndian) { Array($0) }
    number += 1
    isFinished = isLast
    return try ChaChaPoly.Nonce(data: [0, 0, 0] + counter + [isLast ? 1 : 0])
  }
}
