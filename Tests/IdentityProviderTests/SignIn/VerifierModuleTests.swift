import ELicence
import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import TestSupport
import Testing

/// The OpenID Foundation's modules for an OpenID4VP 1.0 verifier, each by its own name: the suite plays the wallet.
@Suite struct VerifierModuleTests {
  /// Scans, lets the module spoil the presentation, and posts it.
  private func present(
    _ house: LoginHouse, licence: TestLicence = TestLicence(), spoiling spoil: (inout PresentationDraft) -> Void
  ) async throws -> (answer: TestResponse, orderState: String) {
    let (browser, phone) = (TestBrowser(house), try TestPhone(house))
    let page = try await browser.openOrder()
    let request = try await phone.fetch(phone.scan(page))
    let asked = phone.asked(request)
    var draft = PresentationDraft(
      licence: licence, request: asked, issuer: house.authority.issuer, issuerURL: house.authority.issuerURL,
      holderKey: phone.wallet.key, at: house.now)
    spoil(&draft)
    let token: JSON = [asked.queryID: [.string(try draft.presentation())]]
    return (try await phone.post(["vp_token": token], to: request), try await browser.state(of: page))
  }

  private func refused(
    as expected: LicenceRejection, spoiling spoil: @Sendable @escaping (inout PresentationDraft, LoginHouse) -> Void
  ) async throws {
    try await LoginHouse.run { house in
      let (answer, state) = try await present(house) { spoil(&$0, house) }
      #expect(answer.status == .badRequest)
      #expect(answer.json.text("rejection") == String(describing: expected))
      #expect(state == "scanned", "nothing is approved")
    }
  }

  @Test func `oid4vp-1final-verifier-happy-flow: a good presentation is accepted`() async throws {
    try await LoginHouse.run { house in
      let (answer, state) = try await present(house) { _ in }
      #expect(answer.status == .ok)
      #expect(state == "number")
    }
  }

  @Test func `oid4vp-1final-verifier-invalid-credential-signature: refused`() async throws {
    let other = try SigningKey.generate(.es256)
    try await refused(as: .badIssuerSignature) { draft, _ in draft.issuerKey = other }
  }

  @Test func `oid4vp-1final-verifier-invalid-kb-jwt-aud: refused`() async throws {
    try await refused(as: .wrongAudience) { draft, _ in
      draft.keyBindingClaims["aud"] = "x509_hash:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    }
  }

  @Test func `oid4vp-1final-verifier-invalid-kb-jwt-nonce: refused`() async throws {
    try await refused(as: .wrongNonce) { draft, _ in draft.keyBindingClaims["nonce"] = "another-nonce" }
  }

  @Test func `oid4vp-1final-verifier-invalid-kb-jwt-signature: refused`() async throws {
    let other = try SigningKey.generate(.es256)
    try await refused(as: .badKeyBindingSignature) { draft, _ in draft.keyBindingKey = other }
  }

  @Test func `oid4vp-1final-verifier-invalid-sd-hash: refused`() async throws {
    try await refused(as: .disclosuresAltered) { draft, _ in draft.removed = ["uscc"] }
  }

  @Test func `oid4vp-1final-verifier-kb-jwt-iat-in-future: refused`() async throws {
    try await refused(as: .keyBindingInFuture) { draft, house in
      draft.keyBindingClaims["iat"] = .integer((house.now + 3600).seconds)
    }
  }

  @Test func `oid4vp-1final-verifier-kb-jwt-iat-in-past: refused`() async throws {
    try await refused(as: .keyBindingTooOld) { draft, house in
      draft.keyBindingClaims["iat"] = .integer((house.now - 3600).seconds)
    }
    // A time beyond all reason is refused like any other, also where it is explained.
    try await refused(as: .keyBindingTooOld) { draft, _ in draft.keyBindingClaims["iat"] = .integer(.min) }
    try await refused(as: .keyBindingInFuture) { draft, _ in draft.keyBindingClaims["iat"] = .integer(.max) }
  }

  @Test func `oid4vp-1final-verifier-minimal-cnf-jwk: a key with nothing but its coordinates is accepted`() async throws
  {
    try await LoginHouse.run { house in
      let (answer, _) = try await present(house) { draft in
        guard let jwk = draft.openClaims["cnf"]?["jwk"] else { return }
        draft.openClaims["cnf"] = [
          "jwk": [
            "kty": jwk["kty"] ?? .null, "crv": jwk["crv"] ?? .null, "x": jwk["x"] ?? .null, "y": jwk["y"] ?? .null,
          ]
        ]
      }
      #expect(answer.status == .ok)
    }
  }

  @Test func `oid4vp-1final-verifier-request-uri-fetched-twice: served, and the second answer is taken`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let path = try await phone.scan(browser.openOrder())
      let first = try await phone.fetch(path)
      let second = try await phone.fetch(path)
      #expect(first["nonce"] != second["nonce"])
      #expect(try await phone.answer(second).status == .ok)
    }
  }

  @Test func `oid4vp-1final-verifier-request-uri-method-post: the wallet's nonce comes back signed`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let landed = try await phone.land(phone.frame(of: browser.openOrder()))
      #expect(landed.json.text("request_uri_method") == "post")
      let request = try await phone.fetch(
        phone.path(landed.json.text("request_uri")), [("wallet_nonce", "of-the-wallet")])
      #expect(request["wallet_nonce"]?.string == "of-the-wallet")
      #expect(try await phone.answer(request).status == .ok)
    }
  }
}
