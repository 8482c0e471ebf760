import ELicence
import JOSE
import LibCrypto
import TestSupport
import Testing

@testable import Wallet

@Suite struct PresentingTests {
  private static let link =
    "openid4vp://?client_id=CLIENT&request_uri=https%3A%2F%2Fidp.example%2Fwallet%2Frequest%2Fticket&request_uri_method=post"
  private static let receipt: WalletHTTPAnswer = .json([
    "redirect_uri": "https://idp.example/r/secret", "receipt_uri": "https://idp.example/r/secret",
  ])

  private struct Scene {
    let wallet: Wallet
    let issuer: TestIssuer
    let verifier: TestVerifier
    let surroundings: WalletSurroundings
    let licence: StoredLicence
    let request: VerifiedRequest
    var presenting: LicencePresenting { LicencePresenting(wallet, surroundings) }
  }

  /// A wallet with one licence, before a request.
  private func withScene(
    refusals: [WalletHTTPAnswer] = [], answer: WalletHTTPAnswer = receipt,
    _ prepare: (inout RequestDraft) -> Void = { _ in }, _ body: (Scene) async throws -> Void
  ) async throws {
    let signer = try CertifiedKey()
    let issuer = TestIssuer(try CertifiedKey(profile: .credentials))
    var draft = RequestDraft(signer)
    prepare(&draft)
    let verifier = TestVerifier(draft, issuer: issuer, refusals: refusals, answer: { answer })
    let surroundings = WalletSurroundings(
      transport: verifier.transport, trust: WalletTrust(verifiers: [signer.root], issuers: [issuer.signer.root]),
      clock: { noon })
    try await withTemporaryFolder { folder in
      let wallet = try Wallet.create(in: folder, pin: PIN("274913"), cost: .negligible)
      let offer = try await LicenceReceiving.offer(from: TestIssuer.offer, surroundings)
      let licence = try await LicenceReceiving(wallet, surroundings).receive(
        offer, transactionCode: TestIssuer.transactionCode)
      let link = Self.link.replacing("CLIENT", with: signer.hashClientID.replacing(":", with: "%3A"))
      let request = try await LicencePresenting.request(from: .text(link), surroundings)
      try await body(
        Scene(
          wallet: wallet, issuer: issuer, verifier: verifier, surroundings: surroundings, licence: licence,
          request: request))
    }
  }

  @Test func `what is shown is what is sent: these claims, for this verifier, encrypted`() async throws {
    try await withScene { scene in
      let plan = try PresentationPlan(scene.request, among: [scene.licence], named: nil)
      #expect(plan.claims.map(\.name) == ["uscc", "entity_name", "holder_role", "holder_id"])
      let outcome = try await scene.presenting.present(plan)
      #expect(outcome.number == "482915" && outcome.redirectURI == nil)

      let payload = try #require(await scene.verifier.opened.first)
      #expect(payload["state"] == "state-1")
      #expect(await scene.verifier.encryptionHeaders.first?["kid"] == "attempt")
      let presented = try SDJWT(compact: try #require(payload["vp_token"]?["licence"]?.array?.first?.string))
      #expect(Set(presented.disclosures.compactMap(\.name)) == ["uscc", "entity_name", "holder_role", "holder_id"])
      let holder = try SDJWT.holderKey(in: try #require(presented.issuerJWT.unverifiedClaims))
      let binding = try presented.verifiedKeyBinding(
        holderKey: holder, audience: scene.request.clientID, nonce: "nonce-0123456789", maximumAge: 60, skew: 0,
        at: noon)
      #expect(binding["transaction_data_hashes"] == nil)
    }
  }

  @Test func `transaction data are signed as they were sent`() async throws {
    let text = RequestDraft.context.transactionData()
    try await withScene({ $0.claims["transaction_data"] = [.string(text)] }) { scene in
      _ = try await scene.presenting.present(try PresentationPlan(scene.request, with: scene.licence))
      let payload = try #require(await scene.verifier.opened.first)
      let presented = try SDJWT(compact: try #require(payload["vp_token"]?["licence"]?.array?.first?.string))
      let binding = try #require(presented.keyBinding?.unverifiedClaims)
      #expect(binding["transaction_data_hashes"] == [.string(Digests.sha256Text(Array(text.utf8)))])
    }
  }

  @Test func `a receipt is kept, and not me ends the login by it`() async throws {
    try await withScene { scene in
      _ = try await scene.presenting.present(try PresentationPlan(scene.request, with: scene.licence))
      let receipt = try #require(await scene.wallet.receipts.first)
      #expect(receipt.clientName == "济源政务服务网" && receipt.link == "https://idp.example/r/secret")
      #expect(await scene.wallet.licences.first?.usedAt == noon)
      let ended = try await LoginDisowning(scene.wallet, scene.surroundings).disown(receipt)
      #expect(ended.disownedAt == noon)
      #expect(await scene.wallet.receipts.first?.disownedAt == noon)
      #expect(await scene.verifier.otherRequests == ["GET /r/secret", "POST /r/secret/not-me"])
    }
  }

  @Test func `a page of the browser that began is handed on and never fetched`() async throws {
    let answer = WalletHTTPAnswer.json([
      "redirect_uri": "https://idp.example/sign-in/o/return?response_code=c",
      "receipt_uri": "https://idp.example/r/secret",
    ])
    try await withScene(answer: answer) { scene in
      let outcome = try await scene.presenting.present(try PresentationPlan(scene.request, with: scene.licence))
      #expect(outcome.redirectURI == "https://idp.example/sign-in/o/return?response_code=c")
      #expect(outcome.number == nil && outcome.receipt.link == "https://idp.example/r/secret")
      #expect(await scene.verifier.otherRequests.isEmpty)
    }
  }

  @Test func `a receipt on another site is not kept as one`() async throws {
    let answer = WalletHTTPAnswer.json([
      "redirect_uri": "https://thief.example/r/x", "receipt_uri": "https://thief.example/r/x",
    ])
    try await withScene(answer: answer) { scene in
      let outcome = try await scene.presenting.present(try PresentationPlan(scene.request, with: scene.licence))
      #expect(outcome.receipt.link == nil && outcome.number == nil)
      await #expect(throws: PresentationRefusal.self) {
        try await LoginDisowning(scene.wallet, scene.surroundings).disown(outcome.receipt)
      }
    }
  }

  @Test func `a refusal says so and hands over nothing`() async throws {
    try await withScene { scene in
      _ = try await LicencePresenting.refuse(scene.request, scene.surroundings)
      #expect(await scene.verifier.forms == [["error": "access_denied", "state": "state-1"]])
      #expect(await scene.wallet.receipts.isEmpty)
    }
  }

  private static let invalid = WalletHTTPAnswer.json(
    ["error": "invalid_request", "rejection": "licenceInvalid", "error_id": "e1"], status: 400)

  @Test func `a licence that was replaced is obtained anew and presented once more`() async throws {
    try await withScene(refusals: [Self.invalid]) { scene in
      let outcome = try await scene.presenting.present(try PresentationPlan(scene.request, with: scene.licence))
      #expect(outcome.number == "482915")
      #expect(await scene.verifier.opened.count == 2)
      #expect(await scene.wallet.licences.first?.keyThumbprint == scene.licence.keyThumbprint)
    }
  }

  @Test func `a licence whose shown facts changed is shown again before it is sent`() async throws {
    try await withScene(refusals: [Self.invalid]) { scene in
      await scene.issuer.rename("济源新名科技有限公司")
      let plan = try PresentationPlan(scene.request, with: scene.licence)
      var changed: StoredLicence?
      do {
        _ = try await scene.presenting.present(plan)
      } catch {
        if case PresentationRefusal.changed(let licence) = error { changed = licence }
      }
      #expect(try #require(changed).displayName == "济源新名科技有限公司")
      #expect(await scene.verifier.opened.count == 1)
    }
  }

  @Test func `any other refusal is told by its name and not tried again`() async throws {
    let suspended = WalletHTTPAnswer.json(["error": "invalid_request", "rejection": "licenceSuspended"], status: 400)
    try await withScene(refusals: [suspended]) { scene in
      var name = ""
      do {
        _ = try await scene.presenting.present(try PresentationPlan(scene.request, with: scene.licence))
      } catch {
        name = (error as? PresentationRefusal)?.name ?? "\(error)"
      }
      #expect(name == "licenceSuspended")
      #expect(await scene.verifier.opened.count == 1)
      #expect(await scene.wallet.receipts.isEmpty)
    }
  }
}
