import LibCrypto
import Testing

@Suite struct StatusAnswerTests {
  private static func made(_ algorithm: CertificateAuthority.Algorithm) throws -> Authorities {
    try Authorities(depth: 1, algorithm: algorithm)
  }

  private static func answer(
    _ responder: CertificateResponder, _ subject: Certificate, _ status: CertificateStatusAnswer.Status = .good,
    from: Int64 = noon, until: Int64 = noon + 3_600
  ) throws -> CertificateStatusAnswer {
    try responder.answer(about: subject, status, revokedAt: noon, thisUpdate: from, nextUpdate: until)
  }

  /// A responder with a key of its own, certified by this authority.
  private static func responder(
    of authority: CertificateAuthority, certifiedBy other: CertificateAuthority? = nil,
    _ profile: CertificateProfile = .responder, validFrom: Int64 = noon
  ) throws -> CertificateResponder {
    let own = try CertificateAuthority.makeRoot(
      commonName: "Responder", organization: "Test", validFrom: noon, days: 1, algorithm: authority.algorithm)
    let certificate = try (other ?? authority).issue(
      profile, commonName: "Responder", organization: "Test", publicKeyInfoDER: own.certificate.publicKeyInfoDER,
      validFrom: validFrom, days: 1)
    return try CertificateResponder(
      for: authority, certificate: certificate, privateKeyPKCS8DER: own.privateKeyPKCS8DER)
  }

  @Test(arguments: CertificateAuthority.Algorithm.allCases)
  func `an issuer's answer says what it says, by its own key and by one that it certified`(
    algorithm: CertificateAuthority.Algorithm
  ) throws {
    let made = try Self.made(algorithm)
    for responder in [CertificateResponder(made.last), try Self.responder(of: made.last)] {
      for status in [CertificateStatusAnswer.Status.good, .revoked, .unknown] {
        let answer = try Self.answer(responder, made.leaf, status)
        #expect(answer.status(of: made.leaf, issuedBy: made.last.certificate, at: noon + 1) == status)
        #expect(try CertificateStatusAnswer(der: answer.der).der == answer.der)
      }
    }
  }

  @Test(arguments: CertificateAuthority.Algorithm.allCases)
  func `what is not the issuer's word about this certificate says nothing`(
    algorithm: CertificateAuthority.Algorithm
  ) throws {
    let made = try Self.made(algorithm)
    let issuer = made.last.certificate
    func said(_ answer: CertificateStatusAnswer, of subject: Certificate? = nil, at now: Int64 = noon + 1)
      -> CertificateStatusAnswer.Status
    { answer.status(of: subject ?? made.leaf, issuedBy: issuer, at: now) }
    let own = CertificateResponder(made.last)
    // Another certificate, and another issuer's.
    let other = try made.last.issueLeaf(publicKeyInfoDER: freshKeyInfo(algorithm))
    #expect(said(try Self.answer(own, other)) == .silent)
    #expect(try Self.answer(own, made.leaf).status(of: made.leaf, issuedBy: made.root.certificate, at: noon) == .silent)
    // Signed by the authority above, by a namesake, by whom another one certified, and by who was certified for
    // something else or not at that time.
    #expect(said(try Self.answer(CertificateResponder(made.root), made.leaf)) == .silent)
    let namesake = try CertificateAuthority.makeRoot(
      commonName: "Authority 0", organization: "Test", validFrom: noon, days: 9, algorithm: algorithm)
    #expect(namesake.certificate.subject == issuer.subject)
    #expect(said(try Self.answer(CertificateResponder(namesake), made.leaf)) == .silent)
    #expect(said(try Self.answer(Self.responder(of: made.last, certifiedBy: made.root), made.leaf)) == .silent)
    #expect(said(try Self.answer(Self.responder(of: made.last, .credentials), made.leaf)) == .silent)
    let later = try Self.responder(of: made.last, validFrom: noon + 600)
    #expect(said(try Self.answer(later, made.leaf)) == .silent)
    #expect(said(try Self.answer(later, made.leaf), at: noon + 601) == .good)
    // Not of this time; but what was revoked stays so.
    let answer = try Self.answer(own, made.leaf)
    #expect(said(answer, at: noon - 1) == .silent && said(answer, at: noon + 3_601) == .silent)
    #expect(said(try Self.answer(own, made.leaf, .revoked), at: noon + 3_601) == .revoked)
  }

  @Test(arguments: CertificateAuthority.Algorithm.allCases)
  func `an answer of which any byte was changed is refused or says nothing`(
    algorithm: CertificateAuthority.Algorithm
  ) throws {
    let made = try Self.made(algorithm)
    let der = try Self.answer(CertificateResponder(made.last), made.leaf).der
    for index in der.indices {
      for change: UInt8 in [0x01, 0x80] {
        var altered = der
        altered[index] ^= change
        let answer = try? CertificateStatusAnswer(der: altered)
        let said = answer?.status(of: made.leaf, issuedBy: made.last.certificate, at: noon + 1) ?? .silent
        #expect(said == .silent, "byte \(index)")
      }
    }
    for length in 0..<der.count {
      #expect(throws: LibCryptoError.self) { try CertificateStatusAnswer(der: Array(der[..<length])) }
    }
    #expect(throws: LibCryptoError.self) { try CertificateStatusAnswer(der: der + [0]) }
  }

  @Test(arguments: CertificateAuthority.Algorithm.allCases)
  func `a chain is answered for by lists and answers together, and silence about a link is no answer`(
    algorithm: CertificateAuthority.Algorithm
  ) throws {
    let made = try Self.made(algorithm)
    func verify(_ lists: [CertificateRevocationList], _ answers: [CertificateStatusAnswer]) throws -> Certificate {
      try CertificateChain.verify(
        leaf: made.leaf, intermediates: made.intermediates, anchors: [made.root.certificate], at: noon + 1,
        revocationLists: lists, statusAnswers: answers)
    }
    let list = try made.root.revocationList(revoking: [], thisUpdate: noon, nextUpdate: noon + 3_600)
    let (above, below) = (CertificateResponder(made.root), CertificateResponder(made.last))
    let good = try Self.answer(below, made.leaf)
    #expect(try verify([list], [good]) == made.root.certificate)
    #expect(try verify([], [good, Self.answer(above, made.last.certificate)]) == made.root.certificate)
    #expect(throws: ChainRejection.revocationUnknown) { try verify([], [good]) }
    #expect(throws: ChainRejection.revocationUnknown) { try verify([list], [Self.answer(below, made.leaf, .unknown)]) }
    #expect(throws: ChainRejection.revoked) { try verify([list], [good, Self.answer(below, made.leaf, .revoked)]) }
    #expect(throws: ChainRejection.revoked) {
      try verify([list], [good, Self.answer(above, made.last.certificate, .revoked)])
    }
  }

  @Test func `another's answers are read, by the issuer and by whom it certified`() throws {
    let root = try Certificate(pem: StatusAnswerVectors.root)
    let (leaf, revoked) = (
      try Certificate(pem: StatusAnswerVectors.leaf), try Certificate(pem: StatusAnswerVectors.revoked)
    )
    let moment = StatusAnswerVectors.moment
    let byIssuer = try StatusAnswerVectors.answer(StatusAnswerVectors.byIssuer)
    #expect(byIssuer.status(of: leaf, issuedBy: root, at: moment) == .good)
    #expect(byIssuer.status(of: revoked, issuedBy: root, at: moment) == .silent, "it is about the other one")
    let byResponder = try StatusAnswerVectors.answer(StatusAnswerVectors.byResponder)
    #expect(byResponder.status(of: leaf, issuedBy: root, at: moment) == .good)
    #expect(byResponder.status(of: revoked, issuedBy: root, at: moment) == .revoked)
  }
}
