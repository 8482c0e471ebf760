import ELicence
import HTTPTypes
import Hummingbird
package import JOSE
package import OAuth
package import OAuthHTTP

/// Hands out a credential offer by reference (OpenID4VCI 1.0 §4.1.3).
package struct OfferEndpoint: IssuanceRoom {
  private let issuer: Issuer
  private let offers: any OfferStore
  private let clock: @Sendable () -> NumericDate

  /// The offers of this issuer.
  package init(issuer: Issuer, offers: any OfferStore, clock: @escaping @Sendable () -> NumericDate) {
    self.issuer = issuer
    self.offers = offers
    self.clock = clock
  }

  package var issuerMetadata: MetadataPart { MetadataPart() }

  package var apiDescription: APIFragment { APIFragment(PackageResources.offer_json) }

  package var endpoints: [Endpoint] {
    [
      .get("/offers/{id}", cors: .anyOriginNoCredentials) { _, context in
        guard let offer = context.pathParameter("id").flatMap(CredentialOffer.init(presented:)),
          try await offers.isOpen(offer.code.digest, at: clock())
        else {
          throw OAuthError(.invalidRequest, "this offer is used, expired or unknown; ask for a new one", status: 404)
        }
        return .json(offer.json(issuer: issuer, configuration: LicenceCredential.configurationID))
      }
    ]
  }
}
