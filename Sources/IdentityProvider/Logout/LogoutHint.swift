import JOSE
import KeyCustody
import OAuth

/// An ID token that a client shows again to say whom it logs out (OpenID Connect RP-Initiated Logout §2). Its age does
/// not matter; that we signed it does.
struct LogoutHint {
  let client: ClientID
  let session: SessionID

  init?(_ compact: String, issuer: Issuer, keys: KeyRing) {
    do throws(JOSERejection) {
      let token = try UnverifiedJWS(compact: compact, maximumLength: 16_384)
      guard let keyID = token.keyID, let key = keys.verificationKey(keyID) else { return nil }
      let claims = try token.verified(by: key, type: "JWT")
      guard claims["iss"]?.string?.isExactly(issuer.value) == true,
        let client = claims["aud"]?.string.flatMap({ ClientID($0) }),
        let session = claims["sid"]?.string.flatMap({ SessionID($0) })
      else { return nil }
      self.client = client
      self.session = session
    } catch {
      return nil
    }
  }
}
