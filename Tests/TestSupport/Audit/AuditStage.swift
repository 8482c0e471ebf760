package import AuditLog

/// Where an action of the audit log is produced by a test on the wire or by a command. Each stage's tests go through
/// the actions of its own, and fail for one that they do not produce.
package enum AuditStage: Sendable {
  /// IdentityProviderTests, before the code.
  case login
  /// IdentityProviderTests, at the endpoints that clients call.
  case client
  /// IdentityProviderTests, where clients are told who acted.
  case release
  /// IdentityProviderTests, where facts about persons are handed out (ProtectedUserInfoTests).
  case userInfo
  /// IdentityProviderTests, where tokens come without a browser (TokenExchangeTests, DeviceFlowTests).
  case handingOn
  /// IdentityProviderTests, where clients are told of logouts (BackChannelLogoutTests).
  case telling
  /// LicenceIssuerTests.
  case issuance
  /// TongzhaoServerTests: operators, schedules, the start, the log itself.
  case operating
}

extension AuditAction {
  /// Without `default`: an action that is new has to be placed, and then produced.
  package var stage: AuditStage {
    switch self {
    case .loginApproved, .loginDenied, .loginCancelled, .loginRefused, .loginCompleted, .loginDisowned,
      .numbersExhausted, .sessionEnded, .consentRevoked:
      .login
    case .codeReplayed, .refreshReused, .clientAuthenticationFailed: .client
    case .identityReleased: .release
    case .tokenExchanged, .deviceAuthorized, .backchannelAuthorized, .userCodesExhausted: .handingOn
    case .logoutUndelivered: .telling
    case .licencesImported, .licenceChanged, .licenceOffered, .credentialIssued, .holderWithdrawn: .issuance
    case .keyAnnounced, .keyPromoted, .keyRetired, .keyRemoved, .clientAdded, .clientChanged, .clientRemoved,
      .trustAdded, .trustChanged, .operatorCommand, .settingsRead, .auditRead, .detailsErased, .eventsSuppressed:
      .operating
    }
  }

  package static func all(of stage: AuditStage) -> [AuditAction] { allCases.filter { $0.stage == stage } }
}
