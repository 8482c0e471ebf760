import IdentityProvider
import Testing

@Suite struct RecentlyUsedTests {
  @Test func `no more are remembered than the bound, and those in use stay`() {
    var recent = RecentlyUsed<Int, String>(capacity: 8)
    recent.remember("used", as: -1)
    for number in 0..<1_000 {
      recent.remember("\(number)", as: number)
      #expect(recent.value(of: number) == "\(number)")
      #expect(recent.value(of: -1) == "used")
      #expect(recent.count <= 8)
    }
    #expect(recent.value(of: 0) == nil)
  }

  @Test func `a value takes the place of the former one`() {
    var recent = RecentlyUsed<String, Int>(capacity: 4)
    for number in 0..<10 {
      recent.remember(number, as: "a")
      recent.remember(number, as: "\(number)")
      #expect(recent.value(of: "a") == number)
    }
  }

  @Test(arguments: [0, 1, 2]) func `a small bound holds`(capacity: Int) {
    var recent = RecentlyUsed<Int, Int>(capacity: capacity)
    for number in 0..<10 {
      recent.remember(number, as: number)
      #expect(recent.count <= 2)
    }
  }
}
