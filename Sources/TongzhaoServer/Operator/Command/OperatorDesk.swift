package import JOSE

/// Where operators' commands are carried out: an opened server, and who asks why.
package struct OperatorDesk: Sendable {
  /// The settings of the server that is asked.
  package enum Settings: Sendable {
    case identityProvider(IdentityProviderSettings)
    case licenceIssuer(LicenceIssuerSettings)

    package var kind: ServerKind {
      switch self {
      case .identityProvider: .identityProvider
      case .licenceIssuer: .licenceIssuer
      }
    }

    package var server: ServerSettings {
      switch self {
      case .identityProvider(let settings): settings.server
      case .licenceIssuer(let settings): settings.server
      }
    }
  }

  /// The opened server. What goes through its `carryOut` is remembered with who asked and why.
  package internal(set) var state: ServerState
  package let settings: Settings
  package let asker: OperatorAsker
  /// Why; always there for what endangers something.
  package let reason: String?
  /// The file that came with the command.
  package let content: OperatorContent?
  /// Tells whoever waits how far it is: done, of how much, in words.
  package let progress: @Sendable (_ done: Int, _ total: Int, _ note: String) -> Void

  package init(
    state: ServerState, settings: Settings, asker: OperatorAsker, reason: String? = nil,
    content: OperatorContent? = nil,
    progress: @escaping @Sendable (_ done: Int, _ total: Int, _ note: String) -> Void = { _, _, _ in }
  ) {
    self.state = state.journaled(by: asker.name)
    self.settings = settings
    self.asker = asker
    self.reason = reason
    self.content = content
    self.progress = progress
  }

  /// Opens the server of these settings.
  package static func open(_ settings: Settings, at now: NumericDate) async throws -> ServerState {
    switch settings {
    case .identityProvider(let settings): try await .identityProvider(settings, at: now)
    case .licenceIssuer(let settings): try await .licenceIssuer(settings, at: now)
    }
  }

  /// The identity provider's settings, for commands that are only for it.
  package var identityProvider: IdentityProviderSettings {
    get throws {
      guard case .identityProvider(let settings) = settings else { throw OperatorRefusal.wrongServer(settings.kind) }
      return settings
    }
  }

  /// The licence issuer's settings, for commands that are only for it.
  package var licenceIssuer: LicenceIssuerSettings {
    get throws {
      guard case .licenceIssuer(let settings) = settings else { throw OperatorRefusal.wrongServer(settings.kind) }
      return settings
    }
  }

  /// The file that came with the command, which must be there.
  package var requiredContent: OperatorContent {
    get throws {
      guard let content else { throw OperatorRefusal.contentMissing }
      return content
    }
  }
}
