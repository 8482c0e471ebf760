import CPKCS11

/// Why a token did not do what it was asked. Never says a PIN.
package enum TokenError: Error, Sendable, Hashable {
  /// The library of the module cannot be loaded.
  case noModule(String)
  /// It does not answer, or the key is not in it: the next attempt connects anew.
  case unavailable(String)
  /// The module was begun anew before it was asked: nothing was done.
  case begunAnew
  /// It refused the PIN. It is not tried again, for a token locks itself after some wrong ones.
  case pinRefused
  /// The PIN cannot be read.
  case noPIN(String)
  /// It cannot do this at all.
  case refused(String)
  /// As many wait for it as may.
  case busy

  init(_ operation: String, _ number: UInt) {
    switch Int(number) {
    case Int(CPKCS11_NOT_LOADED): self = .begunAnew
    case CPKCS11_PIN_INCORRECT, CPKCS11_PIN_INVALID, CPKCS11_PIN_EXPIRED, CPKCS11_PIN_LOCKED: self = .pinRefused
    // What is wrong with the request stays wrong on another connection: CKR_ARGUMENTS_BAD, CKR_DATA_*,
    // CKR_ENCRYPTED_DATA_*, CKR_KEY_SIZE_RANGE, CKR_KEY_TYPE_INCONSISTENT, CKR_KEY_FUNCTION_NOT_PERMITTED,
    // CKR_MECHANISM_*, CKR_TEMPLATE_*, CKR_DOMAIN_PARAMS_INVALID.
    case 0x07, 0x20, 0x21, 0x40, 0x41, 0x62, 0x63, 0x68, 0x70, 0x71, 0xD0, 0xD1, 0x130:
      self = .refused("\(operation): the token does not do that (\(Self.name(number)))")
    default: self = .unavailable("\(operation): \(Self.name(number))")
    }
  }

  private static func name(_ number: UInt) -> String {
    switch number {
    case CPKCS11_NO_TOKEN: "there is no token of this label"
    case CPKCS11_NO_OBJECT: "the key is not in the token"
    case CPKCS11_MANY_OBJECTS: "two keys have this id"
    case CPKCS11_MANY_TOKENS: "two tokens have this label"
    default: "PKCS#11 error 0x\(String(number, radix: 16))"
    }
  }
}

extension TokenError: CustomStringConvertible {
  /// One line for a log or a terminal.
  package var description: String {
    switch self {
    case .noModule(let path): "\(path) cannot be loaded as a PKCS#11 module"
    case .unavailable(let why): "the token does not answer: \(why)"
    case .begunAnew: "the token is being looked for"
    case .pinRefused: "the token refused the PIN; it is not tried again before the PIN is another one"
    case .noPIN(let why): "the token's PIN cannot be read: \(why)"
    case .refused(let why): why
    case .busy: "too many wait for the token"
    }
  }
}
