import HTTPTypes
import Hummingbird
import JOSE
package import OAuth
import OAuthHTTP

/// An authenticated client, and the key that everything it is given now is bound to. Only `SenderProofs` makes one, and
/// tokens are issued to nothing else: no grant can forget the client's constraint.
package struct ConfirmedClient: Sendable {
  /// The client.
  package let client: Client
  /// What its tokens are bound to; nil where anybody may bear them.
  package let confirmation: Confirmation?

  fileprivate init(_ caller: AuthenticatedClient, confirmation: Confirmation?) {
    client = caller.client
    self.confirmation = confirmation
  }

  /// What a grant of this client is bound to. A confidential client proves itself whenever it uses its grant, and may
  /// change its key meanwhile (RFC 9449 §5); a public one has nothing but this key.
  var grantConfirmation: Confirmation? { client.isPublic ? confirmation : nil }
}

/// An access token whose presenter is believed: it is bound to nothing, or he proved that he holds its key. Only
/// `SenderProofs` makes one.
struct PresentedAccessToken: Sendable {
  let token: AccessToken

  fileprivate init(_ token: AccessToken) { self.token = token }
}

/// Finds out whether whoever asks holds the key that something is, or shall be, bound to.
package struct SenderProofs: Sendable {
  /// The addresses under which this server is reached: the issuer's, and the one at which certificates are asked for.
  private let bases: [Issuer]
  private let proofs: any ProofStore
  private let nonces: DPoPNonces
  private let requiresNonces: Bool

  /// - Parameters:
  ///   - certificates: the address at which clients show certificates, where it is another one.
  ///   - requiresNonces: whether every proof must have a nonce; otherwise those of clients that registered so.
  package init(
    issuer: Issuer, certificates: Issuer? = nil, proofs: any ProofStore, nonces: DPoPNonces,
    requiresNonces: Bool = false
  ) {
    bases = [issuer] + [certificates].compactMap(\.self)
    self.proofs = proofs
    self.nonces = nonces
    self.requiresNonces = requiresNonces
  }

  /// The client that asks for something at this path, with what it will be bound to. Throws a `SenderRefusal`, or the
  /// store's own error when it fails.
  func confirmed(
    _ caller: AuthenticatedClient, by request: Request, at path: String, at now: NumericDate
  ) async throws -> ConfirmedClient {
    let client = caller.client
    let proof = try await proof(in: request, at: path, accessToken: nil, of: client, at: now)
    switch (client.senderConstraint, proof) {
    case (.certificate, _):
      guard let certificate = ClientCertificate.current else { throw SenderRefusal.missingCertificate }
      return ConfirmedClient(caller, confirmation: .certificate(thumbprint: certificate.thumbprint))
    case (.dpop, nil): throw SenderRefusal.missingProof
    case (.dpop, let proof?), (.none, let proof?):
      return ConfirmedClient(caller, confirmation: .dpopKey(thumbprint: proof.thumbprint))
    case (.none, nil): return ConfirmedClient(caller, confirmation: nil)
    }
  }

  /// The token, when its presenter may show it. Throws as above.
  func presented(
    _ token: AccessToken, as shown: ShownAccessToken, in request: Request, at path: String, of client: Client,
    at now: NumericDate
  ) async throws -> PresentedAccessToken {
    switch (token.confirmation, shown.scheme) {
    case (nil, .bearer): break
    case (nil, .dpop), (.certificate, .dpop): throw SenderRefusal.unboundToken
    case (.dpopKey, .bearer): throw SenderRefusal.boundToken
    case (.certificate(let thumbprint), .bearer):
      guard let certificate = ClientCertificate.current else { throw SenderRefusal.missingCertificate }
      guard certificate.thumbprint.isExactly(thumbprint) else { throw SenderRefusal.otherKey }
    case (.dpopKey(let thumbprint), .dpop):
      guard let proof = try await proof(in: request, at: path, accessToken: shown.compact, of: client, at: now) else {
        throw SenderRefusal.missingProof
      }
      guard proof.thumbprint.isExactly(thumbprint) else { throw SenderRefusal.otherKey }
    }
    return PresentedAccessToken(token)
  }

  /// The nonce that goes with an answer (RFC 9449 §8.2), for clients whose proofs need one.
  func nonce(for client: Client, at now: NumericDate) throws -> String? {
    requiresNonces || client.requiresDPoPNonce ? try nonces.current(at: now) : nil
  }

  /// The request's proof, checked and used up; nil where there is none.
  func proof(
    in request: Request, at path: String, accessToken: String?, of client: Client, at now: NumericDate
  ) async throws -> DPoPProof? {
    // 1. One header.
    let fields = request.headers[values: .dpop]
    guard let field = fields.first else { return nil }
    guard fields.count == 1 else { throw SenderRefusal.severalProofs }
    // 2. Of this request.
    let proof: DPoPProof
    do throws(DPoPRejection) {
      proof = try DPoPProof(
        field, method: request.method.rawValue, urls: bases.map { $0.url(path) }, accessToken: accessToken,
        algorithms: client.proofAlgorithms, at: now)
    } catch {
      RefusalNotes.current?.add(RefusalNote("dpop", expected: "a proof of this request", received: "\(error)"))
      throw SenderRefusal.proof(error)
    }
    // 3. With a nonce of ours: where one must be there, and where one is.
    let isGood = proof.nonce.map { nonces.isGood($0, at: now) }
    guard isGood ?? !(requiresNonces || client.requiresDPoPNonce) else {
      throw SenderRefusal.nonceNeeded(try nonces.current(at: now))
    }
    // 4. For the first time.
    guard try await proofs.use(proof.name, madeAt: proof.issuedAt, expires: proof.forgetAt, at: now) else {
      throw SenderRefusal.replayedProof
    }
    return proof
  }
}
