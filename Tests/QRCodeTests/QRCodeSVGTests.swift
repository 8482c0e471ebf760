import QRCode
import Testing

struct QRCodeSVGTests {
  @Test func `the path draws exactly the dark modules, four modules in`() throws {
    let code = try QRCode("https://portal.example/login?state=1")
    let svg = code.svg(title: "t")
    let path = try #require(svg.firstMatch(of: /<path fill="#000" d="([^"]*)"\/>/)).1
    var drawn: Set<[Int]> = []
    for run in path.matches(of: /M(\d+) (\d+)h(\d+)v1h-(\d+)z/) {
      let left = try #require(Int(run.1))
      let y = try #require(Int(run.2))
      let length = try #require(Int(run.3))
      #expect(run.3 == run.4)
      for x in left..<(left + length) { #expect(drawn.insert([x - 4, y - 4]).inserted) }
      // Merged: nothing dark touches the run's ends.
      #expect(!code[left - 5, y - 4] && !code[left - 4 + length, y - 4])
    }
    var dark: Set<[Int]> = []
    for y in 0..<code.side { for x in 0..<code.side where code[x, y] { dark.insert([x, y]) } }
    #expect(drawn == dark)
  }

  @Test func `the image is sized with its quiet zone and named for screen readers`() throws {
    let code = try QRCode("x")
    let svg = code.svg(title: "登录二维码")
    #expect(code.side == 21)
    #expect(svg.hasPrefix("<svg "))
    #expect(svg.hasSuffix("</svg>"))
    #expect(svg.contains("viewBox=\"0 0 29 29\""))
    #expect(svg.contains("shape-rendering=\"crispEdges\""))
    #expect(svg.contains("role=\"img\""))
    #expect(svg.contains("<title>登录二维码</title>"))
    #expect(svg.matches(of: /<path/).count == 1)
  }

  @Test func `the image needs no style and the title cannot leave its element`() throws {
    let svg = try QRCode("x").svg(title: "</title><script>alert('1')</script>&\"")
    #expect(!svg.contains("style"))
    #expect(!svg.contains("<script"))
    #expect(svg.contains("<title>&lt;/title&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;&quot;</title>"))
  }
}
