import JOSE

/// Why a policy is refused.
package enum RotationPolicyRejection: Error, Sendable, Hashable, CaseIterable {
  /// A key would sign before anybody could have fetched it.
  case announcementTooShort
  /// A successor would have to be announced before its predecessor signs.
  case signingShorterThanAnnouncement
  /// What is signed must live for some time, and not for longer than a century.
  case lifeOutOfRange
}

/// How long a key is announced, signs, and is kept; all in seconds. It gives the dates of keys yet to be made.
package struct RotationPolicy: Sendable, Hashable {
  /// How long a key is published before it signs.
  package let announce: Int
  /// How long it signs.
  package let sign: Int
  /// The longest life of anything it signs.
  package let longestLife: Int

  /// For so long another replica may go on signing with a retired key, because it has not heard yet; generous, since
  /// clocks differ too.
  static let margin = 60

  /// How long it stays published after it has retired.
  package var keep: Int { longestLife + Self.margin }

  package init(announce: Int, sign: Int, longestLife: Int) throws(RotationPolicyRejection) {
    guard announce > 0 else { throw .announcementTooShort }
    guard sign >= announce else { throw .signingShorterThanAnnouncement }
    guard longestLife > 0, longestLife < 100 * 366 * 86_400 else { throw .lifeOutOfRange }
    self.init(unchecked: announce, sign, longestLife)
  }

  private init(unchecked announce: Int, _ sign: Int, _ longestLife: Int) {
    self.announce = announce
    self.sign = sign
    self.longestLife = longestLife
  }

  /// Announced for 14 days, signing for 90 (checkpoints: a year); kept as long as what the use signs may live.
  package static func standard(for use: KeyUse) -> RotationPolicy {
    let day = 86_400
    return switch use {
    // ID tokens come back as `id_token_hint` after they have expired (OpenID Connect RP-Initiated Logout §2).
    case .token: RotationPolicy(unchecked: 14 * day, 90 * day, 7 * day)
    case .requestObject, .statusList: RotationPolicy(unchecked: 14 * day, 90 * day, day)
    // A checkpoint has no end; the public part of a removed key stays in the database for whoever verifies one.
    case .audit: RotationPolicy(unchecked: 14 * day, 365 * day, 180 * day)
    case .credential: RotationPolicy(unchecked: 14 * day, 90 * day, 31 * day)
    }
  }

  /// The dates of a key made now that takes over at `signsFrom`.
  func dates(at now: NumericDate, signsFrom: NumericDate) -> KeyDates {
    KeyDates(
      createdAt: now, announcedAt: now, signsFrom: signsFrom, retiresAt: signsFrom + sign,
      removesAt: signsFrom + sign + keep)
  }
}
