package import JOSE
package import LibCrypto

/// A private key that is brought from elsewhere: PKCS#8, SEC 1, PKCS#1, PKCS#12 or a JWK.
package struct KeyImport: Sendable, Redacted {
  /// Why it is not taken.
  package enum Refusal: Error, Sendable, Hashable {
    case file(KeyFile.Rejection)
    case jwk(JWKRejection)
    /// RSA below 2048 bits or above 8192, or an exponent out of bounds.
    case weak(String)
    /// Of a kind that signs nothing here.
    case otherKind
    /// The slot signs by another algorithm.
    case wrongAlgorithm(SignatureAlgorithm)
    /// The certificates that came with it are not the key's, or not enough for the slot.
    case certificates
  }

  package let key: SigningKey
  /// The chain that came with it, own certificate first, without an anchor.
  package let chain: [Certificate]

  /// Reads a file's content.
  package init(_ content: [UInt8], passphrase: [UInt8]?) throws(Refusal) {
    if content.first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) == UInt8(ascii: "{") {
      let json: JSON
      do { json = try JSON(parsing: content) } catch { throw .jwk(.malformed) }
      do { key = try SigningKey(privateJWK: json) } catch {
        throw error == .invalidKey ? Self.weakness(json) : .jwk(error)
      }
      chain = []
      return
    }
    let file: KeyFile
    do { file = try KeyFile(content, passphrase: passphrase) } catch { throw .file(error) }
    let algorithm: SignatureAlgorithm
    switch file.kind {
    case .p256: algorithm = .es256
    case .rsa: algorithm = .rs256
    case .ed25519: algorithm = .edDSA
    case .sm2: algorithm = .sm2
    case .other: throw .otherKind
    }
    let signing: SigningKey
    do { signing = try SigningKey(algorithm: algorithm, privateRepresentation: file.pkcs8DER) } catch {
      throw algorithm == .rs256 ? .weak("\((error as? LibCryptoError)?.reason ?? "refused")") : .otherKind
    }
    let thumbprint = signing.verificationKey.thumbprint
    let own = file.certificates.filter { certificate in
      (try? VerificationKey(certificate: certificate))?.thumbprint.isExactly(thumbprint) ?? false
    }
    guard own.count <= 1, file.certificates.isEmpty || own.count == 1 else { throw .certificates }
    key = signing
    chain = own + file.certificates.filter { !$0.isSelfIssued && $0 != own.first }
  }

  private static func weakness(_ jwk: JSON) -> Refusal {
    jwk["kty"]?.string == "RSA"
      ? .weak("the numbers are not those of an RSA key of 2048 to 8192 bits") : .jwk(.invalidKey)
  }

  /// Refuses a key that does not fit the slot.
  func check(_ slot: KeySlot) throws(Refusal) {
    guard key.algorithm == slot.algorithm else { throw .wrongAlgorithm(key.algorithm) }
  }
}

extension KeyImport.Refusal {
  /// For the operator.
  package var sentence: String {
    switch self {
    case .file(.passphraseMissing): "The key is encrypted: give its passphrase (--passphrase-file, or at the terminal)."
    case .file(.passphraseWrong): "The passphrase does not open the key."
    case .file(.unreadable): "There is no private key in it (PKCS#8, SEC 1, PKCS#1, PKCS#12 or a JWK)."
    case .jwk(let rejection): "The JWK is refused: \(rejection)."
    case .weak(let why): "The RSA key is refused: \(why)."
    case .otherKind: "The key is neither RSA nor P-256 nor Ed25519."
    case .wrongAlgorithm(let algorithm): "The key signs \(algorithm.rawValue), and the slot another algorithm."
    case .certificates: "The certificates that came with the key are not the key's."
    }
  }
}
