import ELicence
import JOSE
import LibCrypto
import TestSupport
import Testing

/// A region and a wallet that have keys of SM2 only.
struct SM2LicenceTests {
  private let authority: TestAuthority
  private let wallet: TestWallet
  private let request = TestRequest(transactionData: ["eyJ0eXBlIjoiYSJ9"])
  private let now = TestAuthority.moment

  init() throws {
    authority = try TestAuthority(algorithm: .sm2)
    wallet = try TestWallet(algorithm: .sm2)
  }

  private func verify(_ compact: String, trust: TrustList? = nil) async throws -> VerifiedLicence {
    let verifier = LicenceVerifier(trust: trust ?? authority.trustList, statuses: TestStatuses())
    return try await verifier.verify(UnverifiedPresentation(compact: compact), expecting: request.expected, at: now)
  }

  private func draft(by issuer: TestAuthority.Identity) -> PresentationDraft {
    PresentationDraft(
      licence: TestLicence(), request: request, issuer: issuer, issuerURL: authority.issuerURL, holderKey: wallet.key)
  }

  @Test func `a licence and its key binding by SM2 are verified`() async throws {
    let licence = try await verify(wallet.presentation(answering: request, under: authority))
    #expect(licence.uscc == TestLicence.company.uscc)
    #expect(licence.holderKeyThumbprint == wallet.key.verificationKey.thumbprint)
  }

  @Test(arguments: LicenceRejection.allCases.filter { $0 != .malformedPresentation })
  func `what is wrong with one by SM2 is found as with any other`(rejection: LicenceRejection) async throws {
    let compact = try wallet.presentation(answering: request, under: authority, refusedFor: rejection)
    await #expect(throws: rejection) { try await verify(compact) }
  }

  @Test func `an issuer below an intermediate authority is trusted until any link is revoked`() async throws {
    let start = now.seconds - 86_400
    let region = try authority.root.makeIntermediate(commonName: "Region", validFrom: start, days: 1000)
    let key = try SigningKey.generate(.sm2)
    let leaf = try region.issue(
      .credentials, commonName: "Licence Issuer", organization: "Test",
      publicKeyInfoDER: key.verificationKey.publicKeyInfoDER, validFrom: start, days: 100)
    let compact = try draft(by: .init(key: key, chain: [leaf, region.certificate])).presentation()
    func list(of authority: CertificateAuthority, _ revoked: [Certificate]) throws -> CertificateRevocationList {
      try authority.revocationList(
        revoking: revoked.map { ($0.serialNumber, start) }, thisUpdate: start, nextUpdate: now.seconds + 3600)
    }
    func trust(_ above: [Certificate], _ below: [Certificate]) throws -> TrustList {
      TrustList(
        anchors: [authority.anchor],
        revocationLists: [try list(of: authority.root, above), try list(of: region, below)])
    }
    #expect(try await verify(compact, trust: trust([], [])).region == "419001")
    for trust in [try trust([region.certificate], []), try trust([], [leaf])] {
      await #expect(throws: LicenceRejection.issuerCertificateRevoked) { try await verify(compact, trust: trust) }
    }
  }

  @Test func `a wallet of another algorithm under an SM2 authority is verified too`() async throws {
    let wallet = try TestWallet()
    #expect(
      try await verify(wallet.presentation(answering: request, under: authority)).holderKeyThumbprint
        == wallet.key.verificationKey.thumbprint)
  }
}
