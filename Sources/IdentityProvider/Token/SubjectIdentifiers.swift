package import ELicence
import JOSE
package import KeyCustody

/// What relying parties call the enterprise (`sub`) and the person who acted (`act.sub`).
package struct SubjectIdentifiers: Sendable {
  private let secret: ServerSecret

  /// With the secret of purpose `pairwise`, which is permanent: with another one every name would change.
  package init(secret: ServerSecret) {
    self.secret = secret
  }

  /// The enterprise, as this client sees it (OpenID Connect Core §8): its credit code, or a name of the sector's own.
  package func subject(ofEnterprise uscc: String, for client: Client) -> String {
    switch client.subjectType {
    case .public: uscc
    case .pairwise: pairwiseSubject(ofEnterprise: uscc, for: client)
    }
  }

  /// The enterprise by a name of the client's sector, however the client is registered.
  func pairwiseSubject(ofEnterprise uscc: String, for client: Client) -> String {
    name("enterprise", client.sector, uscc)
  }

  /// The person, always by a name of the sector's own. The issuer is part of it: only within one issuer does a
  /// holder's identifier name one person.
  package func actor(_ holder: Holder, of credentialIssuer: String, for client: Client) -> String {
    name("holder", client.sector, credentialIssuer, holder.id)
  }

  private func name(_ parts: String...) -> String {
    var message: [UInt8] = []
    for part in parts {
      // Each part with its length: otherwise two lists of parts could read the same.
      let bytes = Array(part.utf8)
      message += withUnsafeBytes(of: UInt32(bytes.count).bigEndian) { Array($0) }
      message += bytes
    }
    return Base64URL.encode(secret.authenticationCode(for: message))
  }
}
