import JOSE
import OAuth

extension ClientDocument {
  /// The signature of UserInfo answers; nil where they are plain JSON (OpenID Connect Registration §2).
  func userInfoAlgorithm() throws(ClientMetadataRejection) -> SignatureAlgorithm? {
    let member = "userinfo_signed_response_alg"
    guard try string(member) != nil else { return nil }
    return try algorithm(member, default: .rs256)
  }

  /// `<answer>_encrypted_response_alg` and `<answer>_encrypted_response_enc`, with the key in `jwks` or at `jwks_uri`; nil
  /// where the answer is not encrypted. The content encryption has a default, and means nothing alone.
  func encryption(
    of answer: String, to keys: ClientKeySource
  ) throws(ClientMetadataRejection) -> ResponseEncryption? {
    let (way, content) = ("\(answer)_encrypted_response_alg", "\(answer)_encrypted_response_enc")
    let contentName = try string(content)
    guard let name = try string(way) else {
      guard contentName == nil else { throw .init(content, .inconsistent) }
      return nil
    }
    guard let management = KeyManagement(rawValue: name) else { throw .init(way, .unsupported) }
    guard let encryption = ContentEncryption(rawValue: contentName ?? ContentEncryption.a128CBCHS256.rawValue) else {
      throw .init(content, .unsupported)
    }
    switch keys {
    case .absent: throw .init("jwks", .noEncryptionKey)
    case .listed(let listed):
      guard listed.encryptionKey(for: management) != nil else { throw .init("jwks", .noEncryptionKey) }
    case .at: break
    }
    return ResponseEncryption(management: management, encryption: encryption)
  }

  /// A number of seconds within bounds; nil where none is registered.
  func seconds(_ member: String, in bounds: ClosedRange<Int>) throws(ClientMetadataRejection) -> Int? {
    guard let value = members[member] else { return nil }
    guard let seconds = value.integer.flatMap({ Int(exactly: $0) }), bounds.contains(seconds) else {
      throw .init(member, .malformed)
    }
    return seconds
  }

  /// What `holder.identity` stands on. All of it is there, or the registration is refused: an answer in the clear, an
  /// unsigned one, or a release that nobody answers for must not come about by leaving a member out.
  func identityRelease(
    scopes: ScopeSet, isSigned: Bool, isEncrypted: Bool, isPublic: Bool, skipsApproval: Bool
  ) throws(ClientMetadataRejection) -> IdentityRelease? {
    let (approval, legalBasis) = ("tongzhao_identity_approval", "tongzhao_identity_legal_basis")
    guard scopes.contains(.holderIdentity) else {
      for member in [approval, legalBasis] where try string(member) != nil { throw .init(member, .inconsistent) }
      return nil
    }
    // An operator has looked at the key that these are encrypted to: it is in the registration.
    guard members["jwks_uri"] == nil else { throw .init("jwks", .neededForIdentity) }
    guard isEncrypted else { throw .init("userinfo_encrypted_response_alg", .neededForIdentity) }
    guard isSigned else { throw .init("userinfo_signed_response_alg", .neededForIdentity) }
    guard let approved = try string(approval) else { throw .init(approval, .neededForIdentity) }
    guard let basis = try string(legalBasis) else { throw .init(legalBasis, .neededForIdentity) }
    // A client that anybody can pretend to be cannot be approved.
    guard !isPublic else { throw .init("token_endpoint_auth_method", .inconsistent) }
    // The person agrees to this each time, at the wallet.
    guard !skipsApproval else { throw .init("tongzhao_skips_approval_within_session", .inconsistent) }
    return IdentityRelease(approval: approved, legalBasis: basis)
  }
}
