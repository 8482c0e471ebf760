package import ELicence
package import JOSE
package import OAuth

/// What a wallet posted to the `response_uri` (OpenID4VP 1.0 §8.2, §8.3, §8.5).
package enum WalletAnswer: Sendable {
  /// A presentation, not believed yet.
  case presentation(UnverifiedPresentation)
  /// The person refused, or the wallet could not answer.
  case error(String)

  /// Opens the answer to an attempt. A presentation must be encrypted; an error may come in the clear, since a wallet
  /// that could not read the request cannot encrypt (§8.3.1). `state` must be the attempt's in either.
  package init(
    _ parameters: ParameterList, to attempt: Attempt, key: KeyAgreementPrivateKey
  ) throws(WalletAnswerRejection) {
    let response: String?
    let error: String?
    let state: String?
    do {
      response = try parameters.single("response")
      error = try parameters.single("error")
      state = try parameters.single("state")
    } catch {
      throw .malformed
    }
    if let response {
      self = try Self.opened(response, attempt, key)
    } else if let error {
      guard let state, constantTimeEquals(Array(state.utf8), Array(attempt.state.utf8)) else { throw .wrongState }
      self = .error(String(error.prefix(64)))
    } else if parameters.contains("vp_token") {
      throw .notEncrypted
    } else {
      throw .malformed
    }
  }

  private static func opened(
    _ response: String, _ attempt: Attempt, _ key: KeyAgreementPrivateKey
  ) throws(WalletAnswerRejection) -> WalletAnswer {
    let payload: JSON
    do {
      let opened = try JWE.decrypt(response, with: key, allowed: RequestObject.encryptions)
      guard opened.header["kid"] == nil || opened.header["kid"] == .string(attempt.id.value) else {
        throw WalletAnswerRejection.notForUs
      }
      payload = try JSON(parsing: opened.plaintext, maximumDepth: 16)
    } catch {
      throw .notForUs
    }
    guard let state = payload["state"]?.string, constantTimeEquals(Array(state.utf8), Array(attempt.state.utf8)) else {
      throw .wrongState
    }
    if let error = payload["error"]?.string { return .error(String(error.prefix(64))) }
    guard let token = payload["vp_token"] else { throw .malformed }
    do {
      return .presentation(try UnverifiedPresentation(vpToken: token, answering: DCQLQuery.licenceQueryID))
    } catch {
      throw .refused(error)
    }
  }
}

/// Why an answer could not even be read.
package enum WalletAnswerRejection: Error, Sendable, Hashable {
  case malformed
  /// A presentation in the clear.
  case notEncrypted
  /// Not encrypted to this attempt's key, or not by an algorithm that was offered.
  case notForUs
  case wrongState
  case refused(LicenceRejection)
  /// The licence is good, and blocked here by an operator.
  case blocked
  /// The licence is good, and its region makes less sure of its holders than the client insists on.
  case levelTooLow
  /// The licence is good, and logs in too often.
  case tooManyLogins
  /// The licence is good, and too many wrong numbers were typed for it of late.
  case outOfNumbers

  /// Those in which no presentation was looked at.
  static let unread: [WalletAnswerRejection] = [.malformed, .notEncrypted, .notForUs, .wrongState]

  /// Those of a licence that holds, and may not log in here or now.
  static let unwanted: [WalletAnswerRejection] = [.blocked, .levelTooLow, .tooManyLogins, .outOfNumbers]
}
