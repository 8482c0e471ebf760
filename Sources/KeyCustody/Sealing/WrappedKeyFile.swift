import JOSE
import LibCrypto

/// A key-encryption key, encrypted to an RSA key that a token keeps: worth nothing without the token.
struct WrappedKeyFile: Sendable {
  /// RFC 7518 §4.3. SHA-1 only for tokens that know nothing newer: OAEP does not rest on it being free of collisions.
  enum Algorithm: String, CaseIterable {
    case sha256 = "RSA-OAEP-256"
    case sha1 = "RSA-OAEP"
  }

  let path: String
  private let algorithm: Algorithm
  private let keyID: [UInt8]
  private let wrapped: [UInt8]

  init(file path: String) throws(PrivateFileError) {
    let content = try PrivateFile.read(path, limit: 8_192)
    guard let members = try? JSON(parsing: content).object,
      let algorithm = members["alg"]?.string.flatMap(Algorithm.init(rawValue:)),
      let keyID = members["key"]?.string.flatMap(Base64URL.decode),
      let wrapped = members["wrapped"]?.string.flatMap(Base64URL.decode)
    else { throw PrivateFileError(path, .unexpectedContent) }
    self.path = path
    self.algorithm = algorithm
    self.keyID = keyID
    self.wrapped = wrapped
  }

  /// Makes the RSA key in the token, wraps, and opens once to see that the token can.
  init(wrapping plain: [UInt8], for token: HardwareToken, path: String) throws {
    let id = Random.bytes(8)
    self.path = path
    keyID = id
    (algorithm, wrapped) = try token.askAndWait { session in
      try session.generate(.rsa, id: id, label: "tongzhao key-encryption key", wraps: true)
      let key = try session.rsaPublicKey(id: id)
      for algorithm in Algorithm.allCases {
        let wrapped = try key.encrypted(oaep: plain, sha256: algorithm == .sha256)
        do {
          if try session.decryptOAEP(wrapped, id: id, sha256: algorithm == .sha256) == plain {
            return (algorithm, wrapped)
          }
        } catch TokenError.refused {
          continue
        }
      }
      try session.destroy(id: id)
      throw TokenError.refused("the token opens nothing by RSA-OAEP")
    }
  }

  func opened(by token: HardwareToken) throws -> [UInt8] {
    try token.askAndWait { [wrapped, keyID, algorithm] session in
      try session.decryptOAEP(wrapped, id: keyID, sha256: algorithm == .sha256)
    }
  }

  /// Puts it into a new file, mode 0600.
  func write() throws(PrivateFileError) {
    let json: JSONObject = [
      "alg": .string(algorithm.rawValue), "key": .string(Base64URL.encode(keyID)),
      "wrapped": .string(Base64URL.encode(wrapped)),
    ]
    try PrivateFile.create(path, json.serialized() + [0x0A])
  }
}
