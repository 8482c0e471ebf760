import ELicence
import JOSE
import OAuth

/// Receives a licence that is offered.
package struct LicenceReceiving: Sendable {
  private let wallet: Wallet
  private let surroundings: WalletSurroundings

  package init(_ wallet: Wallet, _ surroundings: WalletSurroundings) {
    self.wallet = wallet
    self.surroundings = surroundings
  }

  /// Reads an offer: a link, an address, or the offer itself.
  package static func offer(
    from text: String, _ surroundings: WalletSurroundings
  ) async throws(IssuanceRejection) -> CredentialOffer {
    switch try OfferText(text) {
    case .offer(let json): return try CredentialOffer(json: json)
    case .address(let address):
      do {
        let answer = try await surroundings.transport.getJSON(address)
        switch answer.status {
        case 200: break
        case 404, 410: throw IssuanceRejection.refused(code: "invalid_grant", description: nil)
        default: throw IssuanceRejection.unreachable("\(address.origin): \(answer.status)")
        }
        guard let json = answer.json else { throw IssuanceRejection.malformedOffer }
        return try CredentialOffer(json: json)
      } catch {
        throw IssuanceRejection(error)
      }
    }
  }

  /// What the issuer says of itself, to be shown before anything is received.
  package static func metadata(
    of offer: CredentialOffer, _ surroundings: WalletSurroundings
  ) async throws(IssuanceRejection) -> IssuerMetadata {
    try await IssuerMetadata.fetch(
      of: offer.issuer, authorizationServer: offer.authorizationServer, by: surroundings.transport)
  }

  /// Redeems the offer, proves a new key, checks the licence and keeps it.
  package func receive(
    _ offer: CredentialOffer, transactionCode: String?
  ) async throws(IssuanceRejection) -> StoredLicence {
    guard offer.transactionCode == nil || transactionCode != nil else { throw .transactionCodeMissing }
    do {
      // 1 Who issues, and what.
      let metadata = try await Self.metadata(of: offer, surroundings)
      guard let configuration = offer.configurationIDs.first(where: metadata.licenceConfigurations.contains) else {
        throw IssuanceRejection.unsupportedOffer
      }
      // 2 A key for this licence alone, so that two licences cannot be linked by it.
      let key = try SigningKey.generate(metadata.keyAlgorithm)
      let issuance = CredentialIssuance(metadata: metadata, issuer: offer.issuer, surroundings: surroundings)
      // 3 The code is spent from here on; what it gave is written down at once.
      let token = try await issuance.redeem(offer, transactionCode: transactionCode)
      let source = IssuanceSource(
        issuer: offer.issuer.value, configurationID: configuration,
        credentialIdentifier: token.credentialIdentifier(for: configuration), refreshToken: token.refreshToken)
      let pending = PendingIssuance(source: source, key: key)
      if source.refreshToken != nil { try await wallet.change { $0.pending.append(pending) } }
      // 4 The licence.
      return try await issuance.obtain(
        source, key: key, token: token, replacing: nil, into: wallet, at: surroundings.clock())
    } catch {
      throw IssuanceRejection(error)
    }
  }
}
