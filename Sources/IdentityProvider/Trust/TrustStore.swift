package import ELicence
package import JOSE
import LibCrypto

// The Trust room knows which regions' licence issuers are believed. Operators write them through `TrustStore`; a server
// reads them through `TrustDirectory`, which follows the database. The rule itself is ELicence's `TrustList`.

/// Where an issuer stands.
package enum TrustState: String, Sendable, Hashable, CaseIterable {
  /// Its licences are accepted.
  case active
  /// Its licences are not accepted; logins that were made by them are still followed by its status lists.
  case suspended
  /// Its licences are not accepted, and logins that were made by them are over.
  case stopped
  /// As `stopped`, for good: a seed file that still names it does not bring it back.
  case removed

  /// Whether logins made before stand on, as far as the issuer's status lists say so.
  package var keepsLogins: Bool { self == .active || self == .suspended }
}

/// An issuer in the trust list.
package struct TrustEntry: Sendable, Hashable {
  /// Its short name for operators: the beginning of its certificate's SHA-256.
  package let name: String
  package let anchor: TrustAnchor
  package let state: TrustState
  package let changedAt: NumericDate

  package init(anchor: TrustAnchor, state: TrustState, changedAt: NumericDate) {
    name = Self.name(of: anchor)
    self.anchor = anchor
    self.state = state
    self.changedAt = changedAt
  }

  /// The short name of an anchor.
  package static func name(of anchor: TrustAnchor) -> String {
    String(Base64URL.name(Digests.sha256(anchor.certificate.der)).prefix(16))
  }
}

/// Keeps the trust list. Every change raises `version`.
package protocol TrustStore: Sendable {
  /// All entries, removed ones too, by region and name.
  func entries() async throws -> [TrustEntry]
  /// Writes an entry, in the place of one of the same certificate.
  func save(_ entry: TrustEntry) async throws
  /// Writes the anchors whose certificates were never in the list; answers how many.
  @discardableResult func seed(_ anchors: [TrustAnchor], at now: NumericDate) async throws -> Int
  /// A number that every change raises.
  func version() async throws -> Int
}
