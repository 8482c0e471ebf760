// The Credential room turns a grant and a proof of the device's key into a credential (OpenID4VCI 1.0 §8). It reads the
// register, takes a place in a status list and makes the holder's earlier credentials invalid, in one transaction.
// The Token room says who is calling; the Nonce room whether the proof is fresh; the StatusList room publishes.

import ELicence
import Hummingbird
package import JOSE
package import OAuth
package import OAuthHTTP

/// The credential endpoint.
package struct CredentialEndpoint: IssuanceRoom {
  private let issuer: Issuer
  private let grants: any IssuanceGrantStore
  private let credentials: any CredentialStore
  private let nonces: NonceIssuer
  private let signer: CredentialSigner
  private let proofs: [SignatureAlgorithm]
  private let clock: @Sendable () -> NumericDate

  /// The endpoint over these stores and keys; `proofs` are what wallets may sign with.
  package init(
    issuer: Issuer, grants: any IssuanceGrantStore, credentials: any CredentialStore, nonces: NonceIssuer,
    signer: CredentialSigner, proofs: [SignatureAlgorithm], clock: @escaping @Sendable () -> NumericDate
  ) {
    self.issuer = issuer
    self.grants = grants
    self.credentials = credentials
    self.nonces = nonces
    self.signer = signer
    self.proofs = proofs
    self.clock = clock
  }

  package var issuerMetadata: MetadataPart {
    MetadataPart([("credential_endpoint", .string(issuer.url("/credential")))])
  }

  package var apiDescription: APIFragment { APIFragment(PackageResources.credential_json) }

  package var endpoints: [Endpoint] {
    [
      .post("/credential", cors: .anyOriginNoCredentials) { request, _ in
        let now = clock()
        let access = try await IssuanceAccess.authorize(request, grants: grants, at: now)
        let accepted = try CredentialRequest(try await body(of: request), grant: access.grant)
        return try await .json(issue(accepted, access: access, at: now))
      }
    ]
  }

  private func body(of request: Request) async throws(OAuthError) -> JSON {
    do {
      return try await jsonBody(of: request)
    } catch {
      // The specific code takes precedence over invalid_request (OpenID4VCI 1.0 §8.3.1.2).
      throw OAuthError(
        .invalidCredentialRequest, error.description, status: error.status == 413 ? 413 : 400,
        diagnosis: error.diagnosis)
    }
  }

  private func issue(
    _ request: CredentialRequest, access: IssuanceAccess, at now: NumericDate
  ) async throws -> JSONObject {
    let proof: KeyProof
    do throws(ProofRefusal) {
      proof = try KeyProof.verify(
        request.proof, issuer: issuer, clientID: access.grant.clientID, algorithms: proofs, at: now)
    } catch {
      throw OAuthError(.invalidProof, error.description)
    }
    guard let nonce = nonces.accept(proof.nonce, at: now) else { throw Self.invalidNonce }
    let id = Base64URL.encode(Random.bytes(16))
    let issuance = try await credentials.issue(
      NewCredential(
        id: id, access: access.token, deviceKey: proof.key.thumbprint, nonce: nonce, candidates: Self.candidates(),
        expiresAt: signer.expiry(at: now)),
      at: now)
    let issued = try Self.accept(issuance)
    // A crash before the answer leaves a credential that nobody has; the wallet asks again and gets the next.
    let credential = try await signer.sign(issued, for: proof.key, at: now)
    return ["credentials": [["credential": .string(credential)]], "notification_id": .string(id)]
  }

  private static func accept(_ issuance: CredentialIssuance) throws(OAuthError) -> IssuedCredential {
    switch issuance {
    case .issued(let issued): return issued
    case .nonceUsed: throw invalidNonce
    case .invalidToken:
      throw OAuthError(.invalidToken, "the access token is expired, revoked or unknown; refresh it")
    case .otherKey:
      throw OAuthError(
        .invalidProof, "the licence was given to another key; for another device ask the registrar for a new offer")
    case .holderWithdrawn: throw OAuthError(.credentialRequestDenied, "this person does not hold the licence any more")
    case .licenceNotUsable(let state):
      throw OAuthError(.credentialRequestDenied, "the licence is in the state \(state.rawValue)")
    }
  }

  private static func candidates() -> [Int] {
    var generator = SystemRandomNumberGenerator()
    return (0..<StatusListSize.candidates).map { _ in Int.random(in: 0..<StatusListSize.places, using: &generator) }
  }

  private static let invalidNonce = OAuthError(
    .invalidNonce, "the nonce is used, expired or not ours; fetch a new one from the nonce endpoint")
}
