import JOSE
import Testing

@testable import Wallet

@Suite struct PINTests {
  @Test(arguments: ["274913", "83920471", "904612", "２７４９１３", "6038275914"]) func `a good PIN is accepted`(
    _ text: String
  ) throws {
    _ = try PIN(text)
  }

  @Test(arguments: [
    ("", PINRejection.notDigits), ("abcdef", .notDigits), ("12a456", .notDigits), ("12345", .tooShort),
    ("111111", .repetition), ("121212", .repetition), ("123123", .repetition), ("112122", .repetition),
    ("123456", .sequence), ("654321", .sequence), ("890123", .sequence), ("135791", .sequence), ("112233", .sequence),
    ("123321", .common), ("520131", .common), ("850312", .date), ("19850312", .date), ("20010203", .date),
  ])
  func `a PIN that is guessed first is refused`(_ text: String, _ rejection: PINRejection) {
    #expect(throws: rejection) { try PIN(text) }
  }

  @Test func `a PIN that is too long is refused`() {
    #expect(throws: (any Error).self) { try PIN(String(repeating: "2749", count: 10)) }
  }

  @Test func `a PIN is not shown`() throws {
    let pin = try PIN("274913")
    #expect(!"\(pin)".contains("274913") && !String(reflecting: pin).contains("274913"))
    var dumped = ""
    dump(pin, to: &dumped)
    #expect(!dumped.contains("50"))
  }

  @Test func `four wrong tries cost nothing, the fifth a wait that doubles up to a day`() {
    var tries = PINTries.none
    for _ in 0..<4 { tries = tries.trying(at: noon) }
    #expect(tries.wait(at: noon) == 0)
    var waits: [Int] = []
    for _ in 0..<14 {
      tries = tries.trying(at: noon)
      waits.append(tries.wait(at: noon))
    }
    #expect(waits.prefix(4) == [30, 60, 120, 240])
    #expect(waits.last == 86_400)
    #expect(PINTries(json: tries.json) == tries)
  }
}
