import ELicence
import JOSE
import OAuth

/// Obtains licences anew without a visit: changed particulars, a credential near its end, an issuance that was cut off.
/// The key stays, so a thief of the refresh token alone obtains nothing.
package struct LicenceRenewal: Sendable {
  private let wallet: Wallet
  private let surroundings: WalletSurroundings

  package init(_ wallet: Wallet, _ surroundings: WalletSurroundings) {
    self.wallet = wallet
    self.surroundings = surroundings
  }

  /// Obtains a licence anew.
  package func renew(_ licence: StoredLicence) async throws(IssuanceRejection) -> StoredLicence {
    try await renew(licence.source, key: licence.key, replacing: licence)
  }

  /// Finishes what was cut off after its code was redeemed. An issuance that the issuer knows no more is forgotten.
  package func finishPending() async throws(IssuanceRejection) -> [StoredLicence] {
    var received: [StoredLicence] = []
    for pending in await wallet.pending {
      do throws(IssuanceRejection) {
        received.append(try await renew(pending.source, key: pending.key, replacing: nil))
      } catch .refused(let code, _) where code == "invalid_grant" || code == "invalid_token" {
        do { try await wallet.change { $0.pending.removeAll(where: pending.isSame) } } catch { throw .notStored(error) }
      }
    }
    return received
  }

  private func renew(
    _ source: IssuanceSource, key: SigningKey, replacing former: StoredLicence?
  ) async throws(IssuanceRejection) -> StoredLicence {
    guard let refreshToken = source.refreshToken else { throw .notRenewable }
    guard let issuer = Issuer(source.issuer) else { throw .insecureAddress }
    do {
      let metadata = try await IssuerMetadata.fetch(
        of: issuer, authorizationServer: nil, by: surroundings.transport)
      let issuance = CredentialIssuance(metadata: metadata, issuer: issuer, surroundings: surroundings)
      let token = try await issuance.refresh(refreshToken)
      var next = source
      // An issuer that rotates has made the former token worthless: the new one is written down before it is used.
      if let rotated = token.refreshToken, rotated != refreshToken {
        next.refreshToken = rotated
        try await keep(rotated, for: key.verificationKey)
      }
      return try await issuance.obtain(
        next, key: key, token: token, replacing: former, into: wallet, at: surroundings.clock())
    } catch {
      throw IssuanceRejection(error)
    }
  }

  private func keep(_ refreshToken: String, for key: VerificationKey) async throws {
    try await wallet.change { content in
      content.licences = content.licences.map {
        $0.key.verificationKey == key ? $0.renewable(by: refreshToken) : $0
      }
      content.pending = content.pending.map { pending in
        guard pending.key.verificationKey == key else { return pending }
        var source = pending.source
        source.refreshToken = refreshToken
        return PendingIssuance(source: source, key: pending.key)
      }
    }
  }
}

extension StoredLicence {
  fileprivate func renewable(by refreshToken: String) -> StoredLicence {
    var source = source
    source.refreshToken = refreshToken
    return StoredLicence(
      id: id, credential: credential, claims: claims, authorityKeyIdentifiers: authorityKeyIdentifiers, key: key,
      source: source, expires: expires, receivedAt: receivedAt, usedAt: usedAt)
  }
}
