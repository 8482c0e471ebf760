/// A refusal for the client: a code of the RFC and a sentence that is safe to show and says what to change. What only
/// the operator may read is in `diagnosis` and goes to the log.
package struct OAuthError: Error, Sendable, Hashable {
  /// The `error` member.
  package let code: OAuthErrorCode
  /// The `error_description` member: only %x20-21 / %x23-5B / %x5D-7E (RFC 6749 §5.2), at most 300 characters.
  package let description: String
  /// The HTTP status when the error is answered directly.
  package let status: Int
  /// The challenge that a direct answer carries.
  package let challenge: AuthenticationChallenge?
  /// Seconds after which the client may try again.
  package let retryAfter: Int?
  /// The nonce that the caller's next DPoP proof must have (RFC 9449 §8).
  package let dpopNonce: String?
  /// Where the protected resource that refused says of itself how it is reached (RFC 9728 §5.1).
  package private(set) var resourceMetadata: String?
  /// For the log, with the error's id; never sent. No secrets.
  package let diagnosis: String?

  /// Characters that RFC 6749 §5.2 forbids in a description become `?`. Status and challenge follow from the code
  /// unless told otherwise: `invalid_client` is 401 Basic, `invalid_token` 401 Bearer, `insufficient_scope` 403 Bearer.
  package init(
    _ code: OAuthErrorCode, _ description: String, status: Int? = nil, challenge: AuthenticationChallenge? = nil,
    retryAfter: Int? = nil, dpopNonce: String? = nil, diagnosis: String? = nil
  ) {
    self.code = code
    self.description = Self.safe(description)
    self.status = status ?? code.status
    self.challenge = challenge ?? Self.challenge(for: code)
    self.retryAfter = retryAfter
    self.dpopNonce = dpopNonce
    self.diagnosis = diagnosis
  }

  /// A parameter was repeated (RFC 6749 §3.1).
  package init(_ duplicate: DuplicateParameter) {
    let isWord = duplicate.name.utf8.count <= 48 && duplicate.name.utf8.allSatisfy(Percent.isUnreserved)
    self.init(.invalidRequest, "parameter \(isWord ? duplicate.name : "with an unknown name") is sent more than once")
  }

  /// The parameters could not be read.
  package init(_ rejection: ParameterRejection) {
    switch rejection {
    case .malformed: self.init(.invalidRequest, "parameters are not application/x-www-form-urlencoded")
    case .tooMany: self.init(.invalidRequest, "too many parameters")
    case .tooLong: self.init(.invalidRequest, "parameters are too long", status: 413)
    case .notUTF8: self.init(.invalidRequest, "parameters are not UTF-8")
    }
  }

  /// No access token was presented (RFC 6750 §3.1: a challenge without an error code).
  package static let missingToken = OAuthError(
    .invalidToken, "present an access token in the Authorization header", challenge: .bearerWithoutError)

  /// The same, as the refusal of a protected resource whose metadata is at this address.
  package func refusing(resource metadata: String) -> OAuthError {
    var refusal = self
    refusal.resourceMetadata = metadata
    return refusal
  }

  private static func challenge(for code: OAuthErrorCode) -> AuthenticationChallenge? {
    switch code {
    case .invalidClient: .basic
    case .invalidToken, .insufficientScope, .insufficientUserAuthentication: .bearer(scope: nil)
    default: nil
    }
  }

  private static func safe(_ text: String) -> String {
    let isSafe: (UInt8) -> Bool = {
      $0 == 0x20 || $0 == 0x21 || (0x23...0x5B).contains($0) || (0x5D...0x7E).contains($0)
    }
    if text.utf8.count <= 300, text.utf8.allSatisfy(isSafe) { return text }
    let characters = text.unicodeScalars.prefix(300).map { scalar -> UInt8 in
      guard let byte = UInt8(exactly: scalar.value), isSafe(byte) else { return UInt8(ascii: "?") }
      return byte
    }
    return String(decoding: characters, as: UTF8.self)
  }
}
