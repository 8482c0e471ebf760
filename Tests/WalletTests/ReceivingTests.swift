import ELicence
import JOSE
import LibCrypto
import TestSupport
import Testing

@testable import Wallet

@Suite struct ReceivingTests {
  /// An empty wallet, an issuer that it trusts, and the way between.
  private func withWallet(_ body: (Wallet, TestIssuer, WalletSurroundings) async throws -> Void) async throws {
    let issuer = TestIssuer(try CertifiedKey(profile: .credentials))
    let surroundings = WalletSurroundings(
      transport: issuer.transport, trust: WalletTrust(anchors: [issuer.signer.root]), clock: { noon })
    try await withTemporaryFolder { folder in
      try await body(try Wallet.create(in: folder, pin: PIN("274913"), cost: .negligible), issuer, surroundings)
    }
  }

  private func receive(
    _ wallet: Wallet, _ surroundings: WalletSurroundings, code: String? = TestIssuer.transactionCode
  ) async throws(IssuanceRejection) -> StoredLicence {
    let offer = try await LicenceReceiving.offer(from: TestIssuer.offer, surroundings)
    return try await LicenceReceiving(wallet, surroundings).receive(offer, transactionCode: code)
  }

  @Test(arguments: [
    TestIssuer.offer, " https://issuer.example/offer\n",
    "openid-credential-offer://?credential_offer_uri=https%3A%2F%2Fissuer.example%2Foffer",
    "https://wallet.example/receive?credential_offer_uri=https%3A%2F%2Fissuer.example%2Foffer",
  ])
  func `an offer is read in every form`(_ text: String) async throws {
    try await withWallet { _, _, surroundings in
      let offer = try await LicenceReceiving.offer(from: text, surroundings)
      #expect(offer.issuerAddress == TestIssuer.address)
      #expect(offer.transactionCode?.length == 6)
      #expect(try await LicenceReceiving.metadata(of: offer, surroundings).displayName == "登记机关")
    }
  }

  @Test(arguments: [
    ("hello", IssuanceRejection.notAnOffer), ("openid4vp://?x=y", .notAnOffer), ("{", .malformedOffer),
    ("openid-credential-offer://?a=b", .malformedOffer), ("http://issuer.example/offer", .insecureAddress),
    ("openid-credential-offer://?credential_offer={}&credential_offer_uri=https://a.example", .malformedOffer),
    (#"{"credential_issuer":"https://i.example","credential_configuration_ids":["a"],"grants":{}}"#, .unsupportedOffer),
    (#"{"credential_issuer":"http://i.example","credential_configuration_ids":["a"]}"#, .insecureAddress),
  ])
  func `what is no offer is refused`(_ text: String, _ rejection: IssuanceRejection) async throws {
    try await withWallet { _, _, surroundings in
      await #expect(throws: rejection) { try await LicenceReceiving.offer(from: text, surroundings) }
    }
  }

  @Test func `a licence is received, bound to a key of its own, and the issuer is told`() async throws {
    try await withWallet { wallet, issuer, surroundings in
      let licence = try await receive(wallet, surroundings)
      #expect(licence.displayName == "济源示例科技有限公司")
      #expect(licence.role == .legalRepresentative && licence.state == .normal)
      #expect(await issuer.proven == [licence.keyThumbprint])
      #expect(await issuer.events == ["credential_accepted"])
      #expect(await wallet.licences.map(\.id) == [licence.id])
      #expect(await wallet.pending.isEmpty)
      #expect(licence.matches("示例 张建国") && licence.matches("91419001ma") && !licence.matches("王屋山"))
    }
  }

  @Test func `a wrong code keeps nothing`() async throws {
    try await withWallet { wallet, _, surroundings in
      await #expect(throws: IssuanceRejection.refused(code: "invalid_grant", description: "no")) {
        try await receive(wallet, surroundings, code: "000000")
      }
      await #expect(throws: IssuanceRejection.transactionCodeMissing) {
        try await receive(wallet, surroundings, code: nil)
      }
      #expect(await wallet.licences.isEmpty)
      #expect(await wallet.pending.isEmpty)
    }
  }

  @Test func `a connection cut after the code was redeemed is made good by refreshing`() async throws {
    try await withWallet { wallet, issuer, surroundings in
      await issuer.fail(["/credential"])
      await #expect(throws: IssuanceRejection.self) { try await receive(wallet, surroundings) }
      #expect(await wallet.pending.count == 1)
      let received = try await LicenceRenewal(wallet, surroundings).finishPending()
      #expect(received.count == 1)
      #expect(await wallet.licences.count == 1)
      #expect(await wallet.pending.isEmpty)
    }
  }

  @Test func `renewing keeps the key and takes the new facts`() async throws {
    try await withWallet { wallet, issuer, surroundings in
      let first = try await receive(wallet, surroundings)
      await issuer.rename("济源新名科技有限公司")
      let second = try await LicenceRenewal(wallet, surroundings).renew(first)
      #expect(second.keyThumbprint == first.keyThumbprint && second.id == first.id)
      #expect(await wallet.licences.map(\.displayName) == ["济源新名科技有限公司"])
    }
  }

  @Test func `the same licence received again takes the place of the former, with another key`() async throws {
    try await withWallet { wallet, issuer, surroundings in
      let first = try await receive(wallet, surroundings)
      await issuer.reopen()
      let second = try await receive(wallet, surroundings)
      #expect(first.keyThumbprint != second.keyThumbprint)
      #expect(await wallet.licences.map(\.keyThumbprint) == [second.keyThumbprint])
    }
  }

  @Test func `a licence outlives the process`() async throws {
    let issuer = TestIssuer(try CertifiedKey(profile: .credentials))
    let surroundings = WalletSurroundings(
      transport: issuer.transport, trust: WalletTrust(anchors: [issuer.signer.root]), clock: { noon })
    try await withTemporaryFolder { folder in
      let first: StoredLicence
      do {
        let wallet = try Wallet.create(in: folder, pin: PIN("274913"), cost: .negligible)
        first = try await receive(wallet, surroundings)
      }
      let wallet = try Wallet.open(in: folder, pin: PIN("274913").entry, at: noon)
      let kept = try #require(await wallet.licences.first)
      #expect(kept.keyThumbprint == first.keyThumbprint && kept.credential == first.credential)
      #expect(kept.claims == first.claims && kept.isRenewable)
    }
  }

  @Test(arguments: SpoiltCredential.all)
  func `a spoilt licence is not kept, and the issuer is told`(_ spoilt: SpoiltCredential) async throws {
    try await withWallet { wallet, issuer, surroundings in
      await issuer.spoil(spoilt.spoil)
      await #expect(throws: spoilt.rejection) { try await receive(wallet, surroundings) }
      #expect(await wallet.licences.isEmpty)
      #expect(await issuer.events == ["credential_failure"])
    }
  }

  @Test func `a licence under a foreign root is not kept`() async throws {
    try await withWallet { wallet, issuer, _ in
      let stranger = try CertifiedKey(profile: .credentials)
      let distrusting = WalletSurroundings(
        transport: issuer.transport, trust: WalletTrust(anchors: [stranger.root]), clock: { noon })
      await #expect(throws: IssuanceRejection.untrustedIssuer) { try await receive(wallet, distrusting) }
      #expect(await wallet.licences.isEmpty)
    }
  }
}

/// What an issuer may get wrong, and how it is told.
struct SpoiltCredential: Sendable, CustomStringConvertible {
  let rejection: IssuanceRejection
  let spoil: @Sendable (inout JSONObject, inout SigningKey) -> Void
  var description: String { rejection.name }

  /// A key that nobody proved.
  private static func foreignKey() -> SigningKey {
    do { return try .generate(.es256) } catch { preconditionFailure("\(error)") }
  }

  static let all: [SpoiltCredential] = [
    SpoiltCredential(rejection: .badIssuerSignature) { _, key in key = Self.foreignKey() },
    SpoiltCredential(rejection: .wrongType) { claims, _ in claims["vct"] = "urn:other" },
    SpoiltCredential(rejection: .wrongIssuer) { claims, _ in claims["iss"] = "https://thief.example" },
    SpoiltCredential(rejection: .expired) { claims, _ in claims["exp"] = .date(noon - 3600) },
    SpoiltCredential(rejection: .expired) { claims, _ in claims["exp"] = nil },
    SpoiltCredential(rejection: .notYetValid) { claims, _ in claims["nbf"] = .date(noon + 3600) },
    SpoiltCredential(rejection: .foreignKey) { claims, _ in
      claims["cnf"] = ["jwk": .object(Self.foreignKey().verificationKey.jwk)]
    },
    SpoiltCredential(rejection: .foreignKey) { claims, _ in claims["cnf"] = nil },
  ]
}
