import LibCrypto
import TestSupport
import Testing

@Suite struct DistinguishedNameTests {
  private static let subject = "OU=Portals+CN=portal,O=济源科技\\, 一号,C=CN"

  @Test func `a certificate's subject is the name that RFC 4514 writes`() throws {
    let name = try SampleCertificates.certificate(SampleCertificates.client).distinguishedName
    #expect(name != nil)
    #expect(name == DistinguishedName(Self.subject))
  }

  @Test(arguments: [
    "CN=portal+OU=Portals,O=济源科技\\, 一号,C=CN", "cn=portal + ou=Portals, o=济源科技\\2C 一号 , C=CN",
    "2.5.4.11=Portals+2.5.4.3=portal,2.5.4.10=\\E6\\B5\\8E\\E6\\BA\\90科技\\, 一号,2.5.4.6=CN",
  ])
  func `another way to write the same name is the same name`(text: String) {
    #expect(DistinguishedName(text) == DistinguishedName(Self.subject))
  }

  @Test(arguments: [
    "C=CN,O=济源科技\\, 一号,OU=Portals+CN=portal", "OU=Portals,CN=portal,O=济源科技\\, 一号,C=CN",
    "CN=portal,O=济源科技\\, 一号,C=CN", "OU=Portals+CN=Portal,O=济源科技\\, 一号,C=CN",
    "OU=Portals+CN=portal,O=济源科技\\,  一号,C=CN", "OU=Portals+CN=portal\\ ,O=济源科技\\, 一号,C=CN",
  ])
  func `another order, another case, another space is another name`(text: String) {
    #expect(DistinguishedName(text) != nil)
    #expect(DistinguishedName(text) != DistinguishedName(Self.subject))
  }

  @Test(arguments: [
    "", "CN", "CN=", "=x", "XX=y", "CN=a,", ",CN=a", "CN=a++OU=b", "CN=a\\", "CN=a\\zz", "CN=\"a\"", "CN=#0401",
    "CN=a;O=b", "CN=a\\00b", "CN=\\FF", "CN=a+CN=a", "1.=x", "1..2=x",
  ])
  func `what is no name is refused`(text: String) {
    #expect(DistinguishedName(text) == nil)
  }

  @Test func `names beside the subject are read by kind`() throws {
    let client = try SampleCertificates.certificate(SampleCertificates.client)
    #expect(client.dnsNames == ["Portal.Example"])
    #expect(client.uniformResourceIdentifiers == ["urn:tongzhao:portal"])
    #expect(client.ipAddresses == [[192, 0, 2, 7]])
    #expect(client.emailAddresses == ["office@portal.example"])
    let bare = try SampleCertificates.certificate(SampleCertificates.selfSigned)
    #expect(bare.emailAddresses.isEmpty && bare.uniformResourceIdentifiers.isEmpty && bare.ipAddresses.isEmpty)
  }

  @Test func `a certificate of SM2 is read with its key`() throws {
    let certificate = try SampleCertificates.certificate(SampleCertificates.sm2)
    let key = try SM2PublicKey(publicKeyInfoDER: certificate.publicKeyInfoDER)
    #expect(certificate.publicKey == .sm2(x963: key.x963))
    #expect(certificate.distinguishedName == DistinguishedName("CN=sm2"))
  }
}
