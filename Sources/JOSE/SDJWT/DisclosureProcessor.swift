/// Puts disclosed claims where their digests are (RFC 9901 §7.1, steps 3 to 5).
struct DisclosureProcessor {
  private let disclosures: [String: Disclosure]
  private var seen: Set<String> = []
  private var used = 0

  init(_ disclosures: [Disclosure]) throws(SDJWTRejection) {
    var byDigest: [String: Disclosure] = [:]
    for disclosure in disclosures {
      guard byDigest.updateValue(disclosure, forKey: disclosure.digest) == nil else { throw .duplicateDisclosure }
    }
    self.disclosures = byDigest
  }

  /// The claims of a payload with every disclosed one in its place and no digest left.
  mutating func process(_ payload: JSONObject) throws(SDJWTRejection) -> JSONObject {
    var payload = payload
    if let algorithm = payload["_sd_alg"] {
      guard algorithm == "sha-256" else { throw .unsupportedDigestAlgorithm }
      payload["_sd_alg"] = nil
    }
    let claims = try object(payload, depth: 0)
    guard used == disclosures.count else { throw .unreferencedDisclosure }
    return claims
  }

  private mutating func value(_ value: JSON, depth: Int) throws(SDJWTRejection) -> JSON {
    switch value {
    case .object(let members): .object(try object(members, depth: depth))
    case .array(let elements): .array(try array(elements, depth: depth))
    case .null, .bool, .integer, .number, .string: value
    }
  }

  private mutating func object(_ members: JSONObject, depth: Int) throws(SDJWTRejection) -> JSONObject {
    // Disclosures within disclosures go deeper than the parser's own limit saw.
    guard depth < 32 else { throw .malformedDigest }
    // An array takes its digests away before its other elements come here, so this one stands for nothing.
    guard members["..."] == nil else { throw .malformedDigest }
    var claims: [(name: String, value: JSON)] = []
    var names: Set<String> = []
    for (name, value) in members where name != "_sd" {
      names.insert(name)
      claims.append((name, try self.value(value, depth: depth + 1)))
    }
    if let digests = members["_sd"] {
      guard let digests = digests.array else { throw .malformedDigest }
      for digest in digests {
        guard let disclosure = try disclosure(for: digest) else { continue }
        guard let name = disclosure.name else { throw .misplacedDisclosure }
        guard names.insert(name).inserted else { throw .overwritesClaim }
        claims.append((name, try value(disclosure.value, depth: depth + 1)))
      }
    }
    return JSONObject(distinct: claims)
  }

  private mutating func array(_ elements: [JSON], depth: Int) throws(SDJWTRejection) -> [JSON] {
    guard depth < 32 else { throw .malformedDigest }
    var disclosed: [JSON] = []
    for element in elements {
      guard case .object(let members) = element, let digest = members["..."] else {
        disclosed.append(try value(element, depth: depth + 1))
        continue
      }
      guard members.count == 1 else { throw .malformedDigest }
      guard let disclosure = try disclosure(for: digest) else { continue }
      guard disclosure.name == nil else { throw .misplacedDisclosure }
      disclosed.append(try value(disclosure.value, depth: depth + 1))
    }
    return disclosed
  }

  /// The disclosure of this digest; nil for a decoy and for what the holder kept back.
  private mutating func disclosure(for digest: JSON) throws(SDJWTRejection) -> Disclosure? {
    guard let digest = digest.string else { throw .malformedDigest }
    guard seen.insert(digest).inserted else { throw .duplicateDigest }
    guard let disclosure = disclosures[digest] else { return nil }
    used += 1
    return disclosure
  }
}
