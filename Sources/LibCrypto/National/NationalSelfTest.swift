/// Tries the national algorithms on the examples of their standards, as a module must before it serves (GM/T 0028 §7.10):
/// they are the system library's, and another build of it may do without one or do it otherwise.
package enum NationalSelfTest {
  /// Which algorithm gave another answer than its standard.
  package enum Failure: Error, Sendable, Hashable, CaseIterable {
    case sm2, sm3, hmacSM3, sm4

    /// The algorithm by its name.
    package var algorithm: String {
      switch self {
      case .sm2: "SM2"
      case .sm3: "SM3"
      case .hmacSM3: "HMAC-SM3"
      case .sm4: "SM4"
      }
    }

    /// What an operator reads.
    package var sentence: String {
      "the system's libcrypto gives another answer for \(algorithm) than its standard, so SM2 is not served"
    }
  }

  /// What this process found when somebody first asked; nil where every algorithm answers as its standard.
  package static let failure: Failure? = {
    do throws(Failure) {
      try run()
      return nil
    } catch {
      return error
    }
  }()

  /// Refuses whatever is to be signed or made by SM2 in a process whose library failed.
  package static func require(for operation: String) throws(LibCryptoError) {
    if let failure { throw LibCryptoError(operation: operation, reason: failure.sentence) }
  }

  /// Throws the first that fails. Takes some milliseconds.
  package static func run() throws(Failure) { try run(on: Examples()) }

  static func run(on examples: Examples) throws(Failure) {
    guard (try? SM3.hash(Array("abc".utf8))) == examples.digest else { throw .sm3 }
    guard (try? SM3.authenticationCode(for: Array("abc".utf8), key: Array("key".utf8))) == examples.code else {
      throw .hmacSM3
    }
    guard encryptsAsItShould(examples) else { throw .sm4 }
    guard (try? signsAsItShould(examples)) == true else { throw .sm2 }
  }

  /// The first block after an initialization vector of zeros is the block cipher's own.
  private static func encryptsAsItShould(_ examples: Examples) -> Bool {
    let zeros = [UInt8](repeating: 0, count: 16)
    guard let cipher = try? SM4Box.run(examples.block, examples.block, zeros, encrypts: true),
      Array(cipher.prefix(16)) == examples.cipher
    else { return false }
    return (try? SM4Box.run(cipher, examples.block, zeros, encrypts: false)) == examples.block
  }

  /// The published signature is good by its identifier and by no other, and so is one made now.
  private static func signsAsItShould(_ examples: Examples) throws -> Bool {
    let publicKey = try SM2PublicKey(x963: examples.point)
    let privateKey = try SM2PrivateKey(number: examples.number, publicKey: publicKey)
    let message = Array("message digest".utf8)
    guard let published = SM2Signature(raw: examples.signature), let other = SM2SignerID([0x31]) else { return false }
    let made = try privateKey.signature(for: message)
    return [published, made].allSatisfy { signature in
      publicKey.isValid(signature, for: message) && !publicKey.isValid(signature, for: message, by: other)
        && !publicKey.isValid(signature, for: message + [0])
    }
  }
}
