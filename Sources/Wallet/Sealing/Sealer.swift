import Crypto
import JOSE
import LibCrypto

/// A key made from a PIN, and the envelope that it closes. scrypt (RFC 7914), then AES-256-GCM over the content with the
/// envelope's head as associated data.
struct Sealer: Sendable {
  private static let format = "tongzhao-wallet"
  private static let version: Int64 = 1
  private let cost: SealingCost
  private let salt: [UInt8]
  private let key: SymmetricKey

  /// A key for a new envelope.
  init(_ pin: PINEntry, cost: SealingCost) throws(WalletFileRejection) {
    try self.init(pin, salt: Random.bytes(16), cost: cost)
  }

  private init(_ pin: PINEntry, salt: [UInt8], cost: SealingCost) throws(WalletFileRejection) {
    self.cost = cost
    self.salt = salt
    do {
      key = SymmetricKey(data: try KeyDerivation.scrypt(pin.digits, salt: salt, cost: cost.n))
    } catch {
      throw .failed(error.description)
    }
  }

  /// The envelope. Its nonce is random: one wallet is written far less than 2³² times under one key.
  func seal(_ content: [UInt8]) throws(WalletFileRejection) -> [UInt8] {
    var envelope: JSONObject = [
      "format": .string(Self.format), "version": .integer(Self.version), "kdf": "scrypt",
      "n": .integer(Int64(cost.n)), "r": 8, "p": 1, "salt": .string(Base64URL.encode(salt)),
      "check": .string(Base64URL.encode(check)), "cipher": "A256GCM",
    ]
    do {
      let box = try AES.GCM.seal(content, using: key, authenticating: envelope.serialized())
      guard let sealed = box.combined else { throw WalletFileRejection.failed("seal the wallet") }
      envelope["sealed"] = .string(Base64URL.encode(Array(sealed)))
    } catch {
      throw .failed("seal the wallet")
    }
    return envelope.serialized()
  }

  /// Opens an envelope. The check value tells a wrong PIN from an altered file; it helps nobody to guess, for the
  /// content itself already tells whether a guess is right.
  static func open(_ bytes: [UInt8], with pin: PINEntry) throws(WalletFileRejection) -> (Sealer, [UInt8]) {
    guard case .object(var envelope)? = try? JSON(parsing: bytes, maximumDepth: 2),
      envelope["format"]?.string == format
    else { throw .damaged }
    guard envelope["version"]?.integer == version, envelope["kdf"] == "scrypt", envelope["cipher"] == "A256GCM",
      envelope["r"] == 8, envelope["p"] == 1
    else { throw .newer }
    guard let cost = envelope["n"]?.integer.flatMap(SealingCost.init(n:)),
      let salt = envelope["salt"]?.string.flatMap({ Base64URL.decode($0) }), (8...64).contains(salt.count),
      let check = envelope["check"]?.string.flatMap({ Base64URL.decode($0) }),
      let sealed = envelope["sealed"]?.string.flatMap({ Base64URL.decode($0) })
    else { throw .damaged }
    let sealer = try Sealer(pin, salt: salt, cost: cost)
    guard constantTimeEquals(check, sealer.check) else { throw .wrongPIN }
    envelope["sealed"] = nil
    do {
      let box = try AES.GCM.SealedBox(combined: sealed)
      return (sealer, Array(try AES.GCM.open(box, using: sealer.key, authenticating: envelope.serialized())))
    } catch {
      throw .damaged
    }
  }

  private var check: [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: Array("\(Self.format) pin check".utf8), using: key)).prefix(16).map(
      \.self)
  }
}
