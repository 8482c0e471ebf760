package import JOSE
import KeyCustody
import LibCrypto
import OAuth
import SQLStore

/// What a session of an operator is called.
package enum OperatorSession {}

/// Why somebody is not let in. All are told alike to whoever tries; the log tells them apart.
package enum OperatorLoginRefusal: String, Error, Sendable, Hashable, CaseIterable {
  /// The certificate is of no operator who may work.
  case unknownCertificate = "unknown_certificate"
  /// There were too many codes of late.
  case tooManyTries = "too_many_tries"
  case wrongCode = "wrong_code"
  /// The code was used before.
  case usedCode = "used_code"
}

/// A session that has begun.
package struct OperatorLogin: Sendable {
  package let name: String
  package let role: OperatorRole
  /// Good only together with `certificate`.
  package let token: String
  package let certificatePEM: String
  package let expiresAt: NumericDate
  package let idle: Int
  /// The operator's own certificate from now on, where it was renewed.
  package let renewedPEM: String?
  /// When the operator's own certificate ends.
  package let certifiedUntil: NumericDate
}

extension OperatorDirectory {
  /// Codes that are tried within ``triesWindow`` at most.
  package static let triesAllowed = 5
  /// Seconds.
  package static let triesWindow = 900

  /// Trades both factors for a session: the certificate by which the connection was made, and a code.
  /// - Parameters:
  ///   - fingerprint: SHA-256 of the connection's certificate, whose key the TLS handshake proved.
  ///   - sessionKeyPEM: a key made for this session, whose certificate its requests are made with. So the operator's own
  ///     key is opened once a session.
  ///   - renewing: gives the operator another certificate, for the same key and as many days. Only here, where both factors
  ///     are shown: a session that is stolen must not outlive itself.
  package func logIn(
    certificate fingerprint: [UInt8], code: String, sessionKeyPEM: String, renewing: Bool = false, at now: NumericDate
  ) async throws -> OperatorLogin {
    guard let folder = settings.operators.authority else { throw OperatorRefusal.noOperatorAuthority }
    guard let known = try await store.operator(withCertificate: fingerprint),
      let role = OperatorRole(rawValue: known.role)
    else { throw OperatorLoginRefusal.unknownCertificate }
    return try await noting(known.name, role, renewing: renewing, at: now) {
      let sealed = try await store.claimTry(
        of: known.name, atMost: Self.triesAllowed, within: Self.triesWindow, at: now)
      guard let sealed else { throw OperatorLoginRefusal.tooManyTries }
      guard let step = try factor(sealed, of: known.name, at: now).step(of: code, at: now) else {
        throw OperatorLoginRefusal.wrongCode
      }
      let policy = settings.operators.sessions
      let authority = try OperatorAuthority(folder: folder)
      let own = try Certificate(der: known.certificate)
      let renewed = renewing ? try authority.renewed(own, of: known, role: role, at: now) : nil
      let certificate =
        try authority
        .certify(known.name, role: role, publicKeyPEM: sessionKeyPEM, days: 2, at: now)
      let token = BearerSecret<OperatorSession>(generating: 32)
      let began = try await store.begin(
        known.name, presenting: fingerprint,
        renewed: renewed.map { ($0.der, Digests.sha256($0.der)) }, usingStep: step, token: token.digest.bytes,
        fingerprint: Digests.sha256(certificate.der),
        idle: policy.idle, until: now + policy.lifetime, at: now)
      guard began else { throw OperatorLoginRefusal.usedCode }
      return OperatorLogin(
        name: known.name, role: role, token: token.revealed(), certificatePEM: certificate.pem,
        expiresAt: now + policy.lifetime, idle: policy.idle, renewedPEM: renewed?.pem,
        certifiedUntil: NumericDate((renewed ?? own).notAfter))
    }
  }

  /// Who asks with this token over a connection made with this certificate; nil without a living session.
  package func asker(
    token: String, certificate fingerprint: [UInt8], source: String?, at now: NumericDate
  ) async throws -> OperatorAsker? {
    guard let secret = BearerSecret<OperatorSession>(presented: token),
      let session = try await store.session(token: secret.digest.bytes, fingerprint: fingerprint, at: now),
      let role = OperatorRole(rawValue: session.role)
    else { return nil }
    return .enrolled(name: session.name, role: role, source: source)
  }

  /// Ends the session of a token.
  package func logOut(token: String) async throws {
    guard let secret = BearerSecret<OperatorSession>(presented: token) else { return }
    try await store.end(token: secret.digest.bytes)
  }

  private func noting<T: Sendable>(
    _ name: String, _ role: OperatorRole, renewing: Bool, at now: NumericDate, _ work: () async throws -> T
  ) async throws -> T {
    let asker = OperatorAsker.enrolled(name: name, role: role, source: nil)
    return try await state.journaled(by: asker.name)
      .carryOut(OperatorAction(.logIn, name, details: renewing ? ["renews": true] : [:]), at: now, work)
  }
}

extension OperatorAction.Kind {
  /// Both factors were traded for a session, or not.
  package static let logIn = Self(rawValue: "operators.login")
  /// Somebody went past the operators' authorisation at the machine itself.
  package static let breakGlass = Self(rawValue: "operators.break-glass")
}
