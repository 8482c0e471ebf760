import OAuth
import Testing

struct OAuthErrorTests {
  @Test func `a description holds only what the grammar allows`() {
    let error = OAuthError(.invalidRequest, "say \"no\" \\ to 换行\r\nand\u{7F}")
    #expect(error.description == "say ?no? ? to ????and?")
    #expect(OAuthError(.invalidRequest, String(repeating: "x", count: 5000)).description.utf8.count == 300)
  }

  @Test(arguments: OAuthErrorCode.allCases)
  func `status and challenge follow from the code`(code: OAuthErrorCode) {
    let error = OAuthError(code, "x")
    switch code {
    case .invalidClient: #expect(error.status == 401 && error.challenge == .basic)
    case .invalidToken, .insufficientUserAuthentication:
      #expect(error.status == 401 && error.challenge == .bearer(scope: nil))
    case .insufficientScope: #expect(error.status == 403 && error.challenge == .bearer(scope: nil))
    case .serverError: #expect(error.status == 500 && error.challenge == nil)
    case .temporarilyUnavailable: #expect(error.status == 503 && error.challenge == nil)
    default: #expect(error.status == 400 && error.challenge == nil)
    }
  }

  @Test func `codes are words of lower case`() {
    for code in OAuthErrorCode.allCases {
      #expect(code.rawValue.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x5F })
    }
  }

  @Test func `a repeated parameter is named only when its name is harmless`() {
    #expect(OAuthError(DuplicateParameter(name: "state")).description == "parameter state is sent more than once")
    let odd = OAuthError(DuplicateParameter(name: "<script>alert(1)</script>"))
    #expect(odd.description == "parameter with an unknown name is sent more than once")
    #expect(odd.code == .invalidRequest)
  }

  @Test(arguments: ParameterRejection.allCases)
  func `parameters that cannot be read are an invalid request`(rejection: ParameterRejection) {
    #expect(OAuthError(rejection).code == .invalidRequest)
    #expect(OAuthError(rejection).status == (rejection == .tooLong ? 413 : 400))
  }
}
