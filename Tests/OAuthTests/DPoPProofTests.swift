import JOSE
import OAuth
import Testing

/// RFC 9449 §4.3, without a server.
@Suite struct DPoPProofTests {
  private static let now = NumericDate(1_562_262_616)
  private static let url = "https://server.example.com/token"

  /// The example of RFC 9449 §4.1, made by others.
  private static let published =
    "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6Ik"
    + "VDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCR"
    + "nMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JE"
    + "QSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIj"
    + "oiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwia"
    + "WF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg"
    + "4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg"

  @Test func `the RFC's own proof is one`() throws {
    let proof = try DPoPProof(Self.published, method: "POST", urls: [Self.url], accessToken: nil, at: Self.now)
    #expect(proof.jti == "-BwC3ESc6acc2lTc")
    #expect(proof.thumbprint == "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I")
    #expect(proof.nonce == nil)
  }

  @Test func `it is one for its own request and time only`() {
    func check(_ expected: DPoPRejection, method: String = "POST", url: String = Self.url, after seconds: Int = 0) {
      #expect(throws: expected) {
        try DPoPProof(Self.published, method: method, urls: [url], accessToken: nil, at: Self.now + seconds)
      }
    }
    check(.wrongMethod, method: "GET")
    check(.wrongAddress, url: "https://server.example.com/userinfo")
    check(.tooOld, after: DPoPProof.lifetime + 1)
    check(.notYetValid, after: -DPoPProof.skew - 1)
    #expect(throws: DPoPRejection.missingClaim) {
      try DPoPProof(Self.published, method: "POST", urls: [Self.url], accessToken: "token", at: Self.now)
    }
  }

  @Test func `every rejection has a text`() {
    #expect(Set(DPoPRejection.allCases.map(\.explanation)).count == DPoPRejection.allCases.count)
  }
}
