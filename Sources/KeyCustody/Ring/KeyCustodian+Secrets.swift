package import JOSE

extension KeyCustodian {
  /// So long before it is used every replica has heard of a new secret.
  private static let secretNotice = 5

  /// Makes a secret for each purpose that has none.
  func makeSecrets(_ purposes: [SecretPurpose], at now: NumericDate) async throws {
    let encryptionKey = try await sealingKey()
    let made = try purposes.map {
      try StoredSecret.make($0, at: now, activeFrom: now, encryptionKey: encryptionKey)
    }
    try await change { contents in
      let known = Set(contents.secrets.map(\.purpose))
      return made.filter { !known.contains($0.purpose) }.map(KeyChange.addSecret)
    }
  }

  /// Replaces the secret of a purpose; what the former one made is valid for another `seconds`.
  package func rotateSecret(
    _ purpose: SecretPurpose, keepingFormerFor seconds: Int, at now: NumericDate
  ) async throws {
    guard !purpose.isPermanent else { throw KeyCustodyError.permanentSecret(purpose) }
    let activeFrom = now + Self.secretNotice
    let made = try StoredSecret.make(
      purpose, at: now, activeFrom: activeFrom, encryptionKey: try await sealingKey())
    try await change { contents in
      contents.secrets.filter { $0.purpose == purpose && $0.retiresAt == nil }
        .map { KeyChange.retireSecret(purpose, id: $0.id, at: activeFrom + seconds) } + [.addSecret(made)]
    }
  }
}
