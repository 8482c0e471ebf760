import HTTPTypes
import JOSE
import RelyingParty
import Synchronization
import Testing

@Suite struct TokenExchangerTests {
  private static func exchanged(_ answer: JSON, _ status: HTTPResponse.Status = .ok) async throws -> (
    ExchangedToken, String
  ) {
    try await SmallProvider.with { provider, http in
      provider.state.withLock { ($0.tokens, $0.tokenStatus) = (answer, status) }
      let exchanger = TokenExchanger(
        issuer: provider.issuer, credentials: .secret("s", of: "insurance"), httpClient: http)
      let token = try await exchanger.exchange("called-with", for: "https://tax.example", scope: "licence", at: 1_000)
      return (token, provider.state.withLock { $0.lastForm })
    }
  }

  @Test func `a token that a department was called with becomes one for the next department`() async throws {
    let (token, form) = try await Self.exchanged([
      "access_token": "next", "issued_token_type": "urn:ietf:params:oauth:token-type:access_token",
      "token_type": "Bearer", "expires_in": 120, "scope": "licence",
    ])
    #expect(token.accessToken == "next")
    #expect(token.expiresIn == 120)
    #expect(token.scope == "licence")
    for part in ["token-exchange", "subject_token=called-with", "audience=https%3A%2F%2Ftax.example", "scope=licence"] {
      #expect(form.contains(part), "\(form)")
    }
  }

  @Test func `a refusal keeps the provider's code`() async throws {
    do {
      _ = try await Self.exchanged(["error": "invalid_target"], .badRequest)
      Issue.record("it was exchanged")
    } catch let error as RelyingPartyError {
      #expect(error == .refused(code: "invalid_target", description: nil))
    }
  }

  @Test func `what is no access token is not taken for one`() async throws {
    for answer in [
      ["access_token": "x", "expires_in": 1],
      ["access_token": "x", "issued_token_type": "urn:ietf:params:oauth:token-type:jwt", "expires_in": 1],
    ] as [JSON] {
      do {
        _ = try await Self.exchanged(answer)
        Issue.record("it was taken")
      } catch let error as RelyingPartyError {
        guard case .providerUnavailable = error else {
          Issue.record("\(error)")
          continue
        }
      }
    }
  }
}
