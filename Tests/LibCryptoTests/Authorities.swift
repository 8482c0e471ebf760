import LibCrypto

/// A noon in 2026, for every certificate made here.
let noon: Int64 = 1_782_907_200

/// A root, authorities below it, and a leaf below the last of them.
struct Authorities {
  let root: CertificateAuthority
  let below: [CertificateAuthority]
  let leaf: Certificate

  var intermediates: [Certificate] { below.map(\.certificate) }
  var last: CertificateAuthority { below.last ?? root }

  init(depth: Int, days: Int = 100, algorithm: CertificateAuthority.Algorithm = .p256) throws {
    root = try CertificateAuthority.makeRoot(
      commonName: "测试根", organization: "Test", validFrom: noon, days: days, algorithm: algorithm)
    var below: [CertificateAuthority] = []
    for level in 0..<depth {
      below.append(
        try (below.last ?? root).makeIntermediate(
          commonName: "Authority \(level)", organization: "Test", validFrom: noon, days: days))
    }
    self.below = below
    let last = below.last ?? root
    leaf = try last.issueLeaf(publicKeyInfoDER: freshKeyInfo(algorithm))
  }
}

extension CertificateAuthority {
  func issueLeaf(
    validFrom: Int64 = noon, days: Int = 10, publicKeyInfoDER: [UInt8]? = nil
  ) throws -> Certificate {
    try issue(
      .requestObjects(dnsNames: ["verifier.example"]), commonName: "验证方", organization: "Test",
      publicKeyInfoDER: publicKeyInfoDER ?? freshKeyInfo(), validFrom: validFrom, days: days)
  }

  static func stranger(named name: String = "Stranger") throws -> CertificateAuthority {
    try makeRoot(commonName: name, organization: "Test", validFrom: noon, days: 100)
  }
}

/// The public half of a key nobody keeps.
func freshKeyInfo(_ algorithm: CertificateAuthority.Algorithm = .p256) throws -> [UInt8] {
  try CertificateAuthority.makeRoot(
    commonName: "Nobody", organization: "Test", validFrom: noon, days: 1, algorithm: algorithm
  ).certificate.publicKeyInfoDER
}

extension Certificate {
  /// The same certificate with the last bit of its signature turned.
  func withBrokenSignature() throws -> Certificate {
    var bytes = der
    bytes[bytes.count - 1] ^= 1
    return try Certificate(der: bytes)
  }
}
