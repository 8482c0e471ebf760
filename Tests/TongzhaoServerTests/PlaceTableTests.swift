import OAuthHTTP
import Testing
import TongzhaoServer

@Suite struct PlaceTableTests {
  @Test func `the narrowest range names the place`() throws {
    let table = try PlaceTable("10.0.0.0/8,河南\n10.12.0.0/16, 河南济源 # 示范区\n\n2001:db8::/32,郑州\n192.0.2.7,窗口一号\n")
    let expected: [(String, String?)] = [
      ("10.1.2.3", "河南"), ("10.12.255.1", "河南济源"), ("10.13.0.0", "河南"), ("11.0.0.1", nil), ("192.0.2.7", "窗口一号"),
      ("192.0.2.8", nil), ("2001:db8:1::1", "郑州"), ("2001:db9::1", nil),
    ]
    for (address, place) in expected {
      #expect(table.place(of: ClientAddress(IPAddress(address))) == place, "\(address)")
    }
    #expect(table.place(of: ClientAddress(nil)) == nil)
  }

  @Test(arguments: ["10.0.0.0", "10.0.0.0/33,x", "nowhere,x", "10.0.0.0/8,", "10.0.0.0/8/8,x"])
  func `a wrong line is named`(line: String) {
    let error = #expect(throws: UnusableSettings.self) { try PlaceTable("192.0.2.0/24,ok\n" + line) }
    #expect(error?.mistakes.map(\.reason) == ["line 2 is not range,place"])
  }
}
