import JOSE
import LibCrypto
import TestSupport

/// An issuer as another region may certify it: its certificate names its host, and no purpose. Made by the openssl
/// command; the key signs tests only.
enum NamedIssuer {
  static var root: Certificate { get throws { try Certificate(pem: rootPEM) } }

  static var identity: TestAuthority.Identity {
    get throws {
      TestAuthority.Identity(
        key: try SigningKey(algorithm: .es256, privateRepresentation: Base64.decode(key) ?? []),
        chain: [try Certificate(pem: leafPEM)])
    }
  }

  private static let key =
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg2oGUVF1kOiFVH1GVCT7hxsqB2m67R1wEge3WlryLbjmhRANCAATk"
    + "WKexIyzfoK5vyrlcOvFrTVZG4ni1D82SYkIFBjIIevYRrwjHjmzdnvSwkuAlbeLeuUCOR4UCRYWty3aBGyb5"

  private static let rootPEM = """
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

  private static let leafPEM = """
    -----BEGIN CERTIFICATE-----
    MIIBmzCCAUKgAwIBAgIUTpnzGxSWP+MPG3dTswp79ZbB9pEwCgYIKoZIzj0EAwIw
    FzEVMBMGA1UEAwwMQSBwbGFpbiByb290MB4XDTI2MTEyMzA4MTgyOFoXDTQ2MDgx
    MDA4MTgyOFowGTEXMBUGA1UEAwwOQSBuYW1lZCBpc3N1ZXIwWTATBgcqhkjOPQIB
    BggqhkjOPQMBBwNCAATkWKexIyzfoK5vyrlcOvFrTVZG4ni1D82SYkIFBjIIevYR
    rwjHjmzdnvSwkuAlbeLeuUCOR4UCRYWty3aBGyb5o2owaDAOBgNVHQ8BAf8EBAMC
    B4AwFgYDVR0RBA8wDYILaWRwLmV4YW1wbGUwHQYDVR0OBBYEFFiYlkrWwBbZTMou
    3iIudkCmzPizMB8GA1UdIwQYMBaAFEvw/Y72ioLTykf2LH6Kft4a4S0BMAoGCCqG
    SM49BAMCA0cAMEQCIFgkbAdQzDOYcswt5iocFlGQlivJXZpq+wV3PTk/XbaKAiBx
    kizp8Yp7LE2fqOBjEUuk4MoiTHwT1VI9dHJKv0x24w==
    -----END CERTIFICATE-----
    """
}
