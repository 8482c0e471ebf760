import KeyCustody

/// The schedule of keys that are made from now on; keys that exist keep their dates.
package struct RotationSettings: Sendable, Hashable {
  /// Seconds for which a key is announced before it signs.
  package let announce: Int?
  /// Seconds for which it signs.
  package let sign: Int?
  /// The `max-age` with which the key set is served, in seconds. Every key is announced for longer than the longest
  /// that was ever served.
  package let maximumAge: Int

  init(_ reader: inout SettingsReader) {
    maximumAge = reader.number(
      "keys.max-age", "max-age with which the key set is served", default: 300, in: 1...86_400)
    let day = 86_400
    let announce = reader.number(
      "keys.announce", "how long a key is announced before it signs", default: 14 * day, in: 2...366 * day)
    let sign = reader.number(
      "keys.sign", "how long a key signs", default: 90 * day, in: 2...3_660 * day)
    if announce <= maximumAge {
      reader.wrong("keys.announce", "must be longer than keys.max-age, or a key signs before everybody has it")
    }
    if sign < announce {
      reader.wrong("keys.sign", "must not be shorter than keys.announce, or there is a gap")
    }
    self.announce = announce == 14 * day ? nil : announce
    self.sign = sign == 90 * day ? nil : sign
  }

  /// What differs from the standard policies.
  func policies(for uses: Set<KeyUse>) throws -> [KeyUse: RotationPolicy] {
    guard announce != nil || sign != nil else { return [:] }
    return try Dictionary(
      uniqueKeysWithValues: uses.map { use in
        let standard = RotationPolicy.standard(for: use)
        return (
          use,
          try RotationPolicy(
            announce: announce ?? standard.announce, sign: sign ?? standard.sign, longestLife: standard.longestLife)
        )
      })
  }
}
