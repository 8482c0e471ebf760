extension OperatorCommands {
  /// What operators do with signing keys.
  static let keys: [any OperatorCommand.Type] = [
    ListKeys.self, ShowKey.self, GenerateKey.self, PreviewKeyRotation.self, RotateKey.self, PromoteKey.self,
    RetireKey.self, RevokeKey.self, ExportPublicKeys.self, ShowKeySchedule.self, TryKeySchedule.self, VerifyKeys.self,
    ImportKey.self, RotateEncryptionKey.self, ShowEncryptionKeys.self, RotateSecrets.self,
  ]
}
