import KeyCustody
import Testing

@Suite struct RotationPolicyTests {
  @Test func `a key that would sign unannounced is refused`() {
    #expect(throws: RotationPolicyRejection.announcementTooShort) {
      try RotationPolicy(announce: 0, sign: 10, longestLife: 10)
    }
  }

  @Test func `a key that would retire before its successor can be known is refused`() {
    #expect(throws: RotationPolicyRejection.signingShorterThanAnnouncement) {
      try RotationPolicy(announce: 11, sign: 10, longestLife: 10)
    }
  }

  @Test(arguments: [0, -1, Int.max])
  func `a life without sense is refused`(life: Int) {
    #expect(throws: RotationPolicyRejection.lifeOutOfRange) {
      try RotationPolicy(announce: 10, sign: 10, longestLife: life)
    }
  }

  @Test(arguments: KeyUse.allCases)
  func `the standard policies keep the rules, and a key for longer than what it signed lives`(use: KeyUse) throws {
    let standard = RotationPolicy.standard(for: use)
    let checked = try RotationPolicy(
      announce: standard.announce, sign: standard.sign, longestLife: standard.longestLife)
    #expect(checked == standard)
    #expect(standard.keep > standard.longestLife)
  }
}
