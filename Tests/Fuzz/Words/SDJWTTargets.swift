import FuzzHarness
import JOSE

extension FuzzTarget {
  static let sdJWT = FuzzTarget.text("sd-jwt", maximumLength: 16384) { text in
    guard let token = try? SDJWT(compact: text) else { return }
    try hold(token.compact == text, "a credential is kept as it came")
    try hold((try? token.verifiedClaims(issuerKey: FuzzKeys.unused())) == nil, "nobody signed it")
    for disclosure in token.disclosures {
      try hold(disclosure.name != "_sd" && disclosure.name != "...", "a reserved name is refused")
    }
    _ = (token.sdHash, token.disclosure(of: "uscc"))
  }

  /// Lines: the claims, then the disclosures, each as JSON. `#2` in a line stands for the digest of the disclosure on
  /// line 2 below it: digests are nothing that a fuzzer finds. The whole is signed, so that it gets to the processing.
  static let disclosedClaims = FuzzTarget.text("disclosed-claims") { text in
    var lines = text.split(separator: "\n", maxSplits: 9).map(String.init)
    var disclosures: [String] = []
    for index in lines.indices.reversed() {
      for (number, disclosure) in disclosures.enumerated() {
        let digest = Digests.sha256Text(Array(disclosure.utf8))
        lines[index].replace("#\(lines.count - 1 - number)", with: digest)
      }
      if index > 0 { disclosures.append(Base64URL.encode(Array(lines[index].utf8))) }
    }
    guard let first = lines.first, let claims = (try? JSON(parsing: Array(first.utf8)))?.object else { return }
    let key = try FuzzKeys.issuer()
    let signed = try JWS.sign(claims, type: "dc+sd-jwt", keyID: nil, with: key)
    let compact = ([signed] + disclosures.reversed()).map { $0 + "~" }.joined()
    guard let token = try? SDJWT(compact: compact),
      let disclosed = try? token.verifiedClaims(issuerKey: key.verificationKey)
    else { return }
    try hold(!hasDigests(.object(disclosed)), "no digest is left among disclosed claims")
    try hold((try? JSON(parsing: disclosed.serialized())) == .object(disclosed), "no claim is there twice")
  }

  private static func hasDigests(_ value: JSON) -> Bool {
    switch value {
    case .array(let elements): elements.contains(where: hasDigests)
    case .object(let members):
      members["_sd"] != nil || members["..."] != nil || members.contains { hasDigests($0.value) }
    case .null, .bool, .integer, .number, .string: false
    }
  }
}
