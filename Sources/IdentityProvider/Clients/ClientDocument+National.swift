import JOSE
import OAuth

extension ClientDocument {
  /// `tongzhao_dpop_signing_alg`: the only signature of its DPoP proofs, for which RFC 9449 has no member; nil where it is
  /// one of those that everybody knows.
  func proofAlgorithm() throws(ClientMetadataRejection) -> SignatureAlgorithm? {
    let member = "tongzhao_dpop_signing_alg"
    guard let name = try string(member) else { return nil }
    guard let algorithm = SignatureAlgorithm(rawValue: name),
      algorithm == .sm2 || DPoPProof.algorithms.contains(algorithm)
    else { throw .init(member, .unsupported) }
    return algorithm
  }

  /// `tongzhao_audience_access_token_alg`: what a department wants the access tokens signed by that are for it; nil where it
  /// takes what the portals registered.
  func audienceAlgorithm(isResourceServer: Bool) throws(ClientMetadataRejection) -> SignatureAlgorithm? {
    let member = "tongzhao_audience_access_token_alg"
    guard try string(member) != nil else { return nil }
    guard isResourceServer else { throw .init(member, .inconsistent) }
    return try algorithm(member, default: .es256)
  }
}

extension Client {
  /// The signatures that its DPoP proofs may have.
  var proofAlgorithms: [SignatureAlgorithm] { proofAlgorithm.map { [$0] } ?? DPoPProof.algorithms }

  /// The members of its registration that name SM2.
  package var membersAboutSM2: [String] {
    (document.object ?? [:]).filter { name, value in
      name.hasSuffix("_alg") && value == .string(SignatureAlgorithm.sm2.rawValue)
    }.map { $0.name }
  }
}
