// The SDJWT folder issues, presents and verifies selectively disclosable tokens (RFC 9901, compact form, sha-256).
// It builds on JWS for both signatures and says nothing about credentials: types, status and trust are ELicence's.
// Issuing, presenting and verifying are three parties' work and three files.

/// An issuer-signed JWT with some of its disclosures and perhaps a key binding JWT. Nothing in it is verified yet.
package struct SDJWT: Sendable {
  /// The part that the issuer signed.
  package let issuerJWT: UnverifiedJWS
  /// The disclosures, in their order.
  package let disclosures: [Disclosure]
  /// What the holder signed, if this is a presentation with key binding.
  package let keyBinding: UnverifiedJWS?

  init(issuerJWT: UnverifiedJWS, disclosures: [Disclosure], keyBinding: UnverifiedJWS?) {
    self.issuerJWT = issuerJWT
    self.disclosures = disclosures
    self.keyBinding = keyBinding
  }

  /// Takes the text apart. Without key binding it ends with a tilde (RFC 9901 §4).
  package init(
    compact: String, maximumLength: Int = 131_072, maximumDisclosures: Int = 256
  ) throws(SDJWTRejection) {
    guard compact.utf8.count <= maximumLength else { throw .tooLarge }
    var parts = compact.parts(between: "~").map(String.init)
    guard parts.count >= 2, let last = parts.popLast() else { throw .malformed }
    guard parts.count - 1 <= maximumDisclosures else { throw .tooLarge }
    do {
      issuerJWT = try UnverifiedJWS(compact: parts.removeFirst(), maximumLength: maximumLength)
    } catch {
      throw .malformedIssuerJWT
    }
    var disclosures: [Disclosure] = []
    for part in parts { disclosures.append(try Disclosure(encoded: part)) }
    self.disclosures = disclosures
    if last.isEmpty {
      keyBinding = nil
    } else {
      do { keyBinding = try UnverifiedJWS(compact: last) } catch { throw .malformedKeyBinding }
    }
  }

  /// The text form.
  package var compact: String { withoutKeyBinding + (keyBinding?.compact ?? "") }

  /// The issuer-signed JWT and the disclosures, up to and with the last tilde.
  package var withoutKeyBinding: String {
    ([issuerJWT.compact] + disclosures.map(\.encoded)).map { $0 + "~" }.joined()
  }

  /// The digest that binds a key binding JWT to what is presented with it (RFC 9901 §4.3.1).
  package var sdHash: String { Digests.sha256Text(Array(withoutKeyBinding.utf8)) }

  /// The disclosure of the claim of this name at the top or below it; the first one, if several have it.
  package func disclosure(of name: String) -> Disclosure? {
    disclosures.first { $0.name?.isExactly(name) ?? false }
  }
}
