package import JOSE
package import KeyCustody

/// `backup.create`: a sealed backup, given to who asks. What is sealed here opens only for the recovery keys named.
package struct MakeBackup: OperatorCommand {
  package static let name = "backup.create"
  package static let duty = OperatorDuty.system
  package static let effect = OperatorEffect.looks
  package static let servers: [ServerKind] = [.identityProvider, .licenceIssuer]
  package static let isUnattended = true

  private let recipients: [RecoveryPublicKey]

  package init(for recipients: [RecoveryPublicKey]) { self.recipients = recipients }

  package init(parameters: JSONObject) throws {
    var reader = OperatorParameters(parameters)
    recipients = try reader.texts("recipients").map { try RecoveryPublicKey(text: $0) }
    try reader.finish()
    if recipients.isEmpty { throw OperatorParameterMistake.missing("recipients") }
  }

  package var parameters: JSONObject { ["recipients": .array(recipients.map { .string($0.text) })] }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let made = try await Backup(of: desk.settings.kind, desk.settings.server, signedBy: desk.state.keys).make(
      for: recipients, at: now, progress: desk.progress)
    let findings = made.manifest.log.findings
    var warnings = findings.isEmpty ? [] : ["The audit log is not as it should be:"] + findings.map { "  \($0)" }
    if made.signer == nil {
      warnings.append("The audit key does not sign (tongzhao keys verify): who restores this has to say --unsigned.")
    }
    let signature =
      made.signer.map { "Signed by the audit key \($0): keep the public ones elsewhere (tongzhao audit public-keys)." }
    return OperatorAnswer(
      json: [
        "bytes": .integer(Int64(made.size)), "sha256": .string(Base64URL.encode(made.digest)),
        "recipients": .array(recipients.map { .string($0.id) }), "signed_by": made.signer.map(JSON.string) ?? .null,
        "manifest": made.manifest.json,
      ],
      lines: [
        "\(made.size >> 10) KiB, sealed for \(recipients.map(\.id).joined(separator: ", ")), read again and whole.",
        "\(made.manifest.rows.values.reduce(0, +)) rows in \(made.manifest.rows.count) tables, "
          + "\(made.manifest.log.size) leaves of the audit log, \(made.manifest.keys.count) signing keys.",
        signature ?? "It is not signed.",
        "The key-encryption key is not in it: keep that elsewhere (keys/README.md).",
      ],
      warnings: warnings, finding: !warnings.isEmpty, content: .file(path: made.path, isTemporary: true))
  }
}
