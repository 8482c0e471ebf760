import FuzzHarness
import JOSE
import OAuth

extension FuzzTarget {
  /// The claims of a DPoP proof. They are signed, so that they get to the rules.
  static let dpopProof = FuzzTarget("dpop-proof") { bytes in
    let key = try FuzzKeys.issuer()
    let header: JSONObject = ["jwk": JWK(key.verificationKey, keyID: nil).json]
    let compact = try JWS.sign(payload: bytes, type: DPoPProof.type, keyID: nil, with: key, extraHeader: header)
    let now = NumericDate(1_700_000_000)
    func proof(_ method: String, _ url: String, _ accessToken: String? = nil) -> DPoPProof? {
      try? DPoPProof(compact, method: method, urls: [url], accessToken: accessToken, at: now)
    }
    guard let accepted = proof("POST", "https://a.example/token") else { return }
    try hold(accepted.thumbprint == key.verificationKey.thumbprint, "a proof is of the key that signed it")
    try hold((1...256).contains(accepted.jti.utf8.count), "a proof has a name that can be kept")
    try hold(accepted.forgetAt > now, "a proof is remembered as long as it counts")
    try hold(proof("GET", "https://a.example/token") == nil, "a proof is for one method")
    try hold(proof("POST", "https://b.example/token") == nil, "a proof is for one address")
    try hold(proof("POST", "https://a.example/token", "other") == nil, "a proof without a token's hash shows no token")
  }
}
