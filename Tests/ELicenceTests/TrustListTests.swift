import ELicence
import JOSE
import LibCrypto
import TestSupport
import Testing

struct TrustListTests {
  @Test func `a trust list survives as a file`() throws {
    let list = try TestAuthority().trustList
    #expect(try #require(TrustList(json: JSON(parsing: list.json.serialized()))).anchors == list.anchors)
  }

  @Test func `half a trust list is none`() throws {
    let good = try TestAuthority().anchor.json
    #expect(TrustList(json: ["anchors": [good]]) != nil)
    for bad: JSON in [[:], ["region": "r", "name": "n", "types": [], "certificate": "-"], "x"] {
      #expect(TrustList(json: ["anchors": [good, bad]]) == nil)
    }
    #expect(TrustList(json: []) == nil)
  }

  @Test func `a verifier names the authorities of the type only`() throws {
    let authority = try TestAuthority()
    let identifiers = authority.trustList.authorityKeyIdentifiers(for: LicenceCredential.type)
    #expect(identifiers.count == 2)
    #expect(try identifiers.contains(#require(authority.root.certificate.subjectKeyIdentifier)))
    #expect(authority.issuer.chain[0].authorityKeyIdentifier == authority.root.certificate.subjectKeyIdentifier)
  }

  @Test func `an empty chain leads nowhere`() throws {
    let list = try TestAuthority().trustList
    #expect(throws: TrustRejection.chain(.malformed)) {
      try list.anchor(of: [], for: [.licences], at: TestAuthority.moment)
    }
  }

  @Test func `a leaf that names no purpose is believed unless its root's entry asks for one`() throws {
    let (root, leaf) = (try Certificate(pem: Self.plainRoot), try Certificate(pem: Self.plainLeaf))
    let lax = TrustAnchor(region: "r", name: "Plain", certificate: root)
    #expect(try TrustList(anchors: [lax]).anchor(of: [leaf], for: [.licences], at: TestAuthority.moment) == lax)
    let strict = TrustList(anchors: [TrustAnchor(region: "r", name: "Plain", certificate: root, requiresPurpose: true)])
    #expect(throws: TrustRejection.chain(.wrongPurpose)) {
      try strict.anchor(of: [leaf], for: [.licences], at: TestAuthority.moment)
    }
  }

  @Test func `a root whose entry asks for a purpose is good for leaves that name it`() throws {
    let authority = try TestAuthority()
    let strict = TrustAnchor(region: "r", name: "n", certificate: authority.root.certificate, requiresPurpose: true)
    let list = TrustList(anchors: [strict])
    #expect(try list.anchor(of: authority.issuer.chain, for: [.licences], at: TestAuthority.moment) == strict)
    #expect(throws: TrustRejection.chain(.wrongPurpose)) {
      try list.anchor(of: authority.verifier.chain, for: [.licences], at: TestAuthority.moment)
    }
  }

  @Test func `an entry keeps whether it asks for a purpose, and one that cannot be read asks`() throws {
    let root = try Certificate(pem: Self.plainRoot)
    for asks in [true, false] {
      let anchor = TrustAnchor(region: "r", name: "n", certificate: root, requiresPurpose: asks)
      #expect(TrustAnchor(json: anchor.json)?.requiresPurpose == asks)
    }
    guard case .object(var members) = TrustAnchor(region: "r", name: "n", certificate: root).json else { return }
    members["requires_purpose"] = "no"
    #expect(TrustAnchor(json: .object(members))?.requiresPurpose == true)
    members["requires_purpose"] = nil
    #expect(TrustAnchor(json: .object(members))?.requiresPurpose == false)
  }

  /// Made by the openssl command: an issuer's certificate as other regions may have them, without extended key usage.
  private static let plainRoot = """
    -----BEGIN CERTIFICATE-----
    MIIBkzCCATmgAwIBAgIUPqcFIk+Zs5yjRhCDhcDxs0GqxqAwCgYIKoZIzj0EAwIw
    FzEVMBMGA1UEAwwMQSBwbGFpbiByb290MB4XDTI2MTEyMzA3MDMyM1oXDTQ2MTEx
    ODA3MDMyM1owFzEVMBMGA1UEAwwMQSBwbGFpbiByb290MFkwEwYHKoZIzj0CAQYI
    KoZIzj0DAQcDQgAEC5GLVOB3v/wGt58zDt8nrYVl0dY3jZozorLsiRqspTUx8h5R
    vqCB9gv2ljyRqTHt/1OAZmf7TBU/mscXi8j7LKNjMGEwHQYDVR0OBBYEFEvw/Y72
    ioLTykf2LH6Kft4a4S0BMB8GA1UdIwQYMBaAFEvw/Y72ioLTykf2LH6Kft4a4S0B
    MA8GA1UdEwEB/wQFMAMBAf8wDgYDVR0PAQH/BAQDAgEGMAoGCCqGSM49BAMCA0gA
    MEUCIHdcGsgLlMGTUlTmP4qsxjAgJzA0F//jRpSxOKDuWZyTAiEAu9ijiPFFdLtJ
    ePA1QxhqXEv7K6UKjzLJUQokgsn0LrY=
    -----END CERTIFICATE-----
    """
  private static let plainLeaf = """
    -----BEGIN CERTIFICATE-----
    MIIBgzCCASqgAwIBAgIUPXi+/Ljsd5Gv+y4TPRDtTJOLPBwwCgYIKoZIzj0EAwIw
    FzEVMBMGA1UEAwwMQSBwbGFpbiByb290MB4XDTI2MTEyMzA3MDMyM1oXDTQ2MDgx
    MDA3MDMyM1owGTEXMBUGA1UEAwwOQSBwbGFpbiBpc3N1ZXIwWTATBgcqhkjOPQIB
    BggqhkjOPQMBBwNCAAS1eifmKrQtMxitFJ4daWX8llYI5+PATP/Kh303oeZXHR0h
    AsN1Pm+k+rHJFq5WRd/u1Kr7h+h5DQTT5Tt18S81o1IwUDAOBgNVHQ8BAf8EBAMC
    B4AwHQYDVR0OBBYEFHb5jTJqezKXaf/CoED30YitOhlIMB8GA1UdIwQYMBaAFEvw
    /Y72ioLTykf2LH6Kft4a4S0BMAoGCCqGSM49BAMCA0cAMEQCIBoUaGwQtdzRcz1e
    7anrTv05Ph3FhGUH9F/Bi6919IcPAiBo1OOM0GkFWHtwE7jGTjalvp1sFY2OVL/Q
    ok/q8Rg6IA==
    -----END CERTIFICATE-----
    """
}
