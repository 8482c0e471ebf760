import JOSE

// The Consent room shows what was approved with the wallet's licences, and takes it back. It asks the login services that
// the wallet's receipts are from, and proves each licence's key for each request (RFC 9449 §4.2).

/// Lists what was approved, and takes it back.
package struct ConsentKeeping: Sendable {
  private let wallet: Wallet
  private let surroundings: WalletSurroundings

  package init(_ wallet: Wallet, _ surroundings: WalletSurroundings) {
    self.wallet = wallet
    self.surroundings = surroundings
  }

  /// Everything that was approved at the login services that the wallet knows, or at this one.
  package func consents(at provider: WebAddress? = nil) async throws(PresentationRefusal) -> [GivenConsent] {
    var providers: [String] = []
    if let provider {
      providers = [provider.origin]
    } else {
      for link in await wallet.receipts.compactMap(\.link).compactMap({ WebAddress($0) })
      where !providers.contains(link.origin) {
        providers.append(link.origin)
      }
    }
    var found: [GivenConsent] = []
    for provider in providers {
      for licence in await wallet.licences {
        let answer = try await ask(.get, provider + "/wallet/consents", by: licence)
        for consent in answer["consents"]?.array ?? [] {
          if let given = GivenConsent(consent, provider: provider, licence: licence) { found.append(given) }
        }
      }
    }
    return found
  }

  /// Takes one back: the client loses its access at once.
  package func revoke(_ consent: GivenConsent) async throws(PresentationRefusal) {
    _ = try await ask(
      .post, "\(consent.provider)/wallet/consents/\(consent.id)/revoke", by: consent.licence)
  }

  private func ask(
    _ method: WalletHTTPRequest.Method, _ address: String, by licence: StoredLicence
  ) async throws(PresentationRefusal) -> JSONObject {
    do {
      guard let url = WebAddress(address) else { throw WalletTransportFailure.unreachable(address) }
      let proof = try JWS.sign(
        [
          "jti": .string(Base64URL.encode(Random.bytes(16))), "htm": .string(method.rawValue),
          "htu": .string(address), "iat": .date(surroundings.clock()),
        ], type: "dpop+jwt", keyID: nil, with: licence.key,
        extraHeader: ["jwk": .object(licence.key.verificationKey.jwk)])
      let answer = try await surroundings.transport.send(
        WalletHTTPRequest(method, url, headers: [("accept", "application/json"), ("dpop", proof)]))
      guard answer.isSuccess, let json = answer.json else { throw PresentationRefusal(refusal: answer) }
      return json
    } catch {
      throw PresentationRefusal(error)
    }
  }
}
