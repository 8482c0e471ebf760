import IdentityProvider
import OAuth
import OAuthHTTP
import Testing

/// The operator's name and sign in the place of ours.
@Suite struct PageAppearanceTests {
  private static let svg = Array(#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>"#.utf8)

  private func page(_ appearance: PageAppearance, _ language: Language) throws -> String {
    let issuer = try #require(Issuer("https://login.example"))
    return try SignInPages(issuer: issuer, appearance: appearance)
      .render("error", ["sentence": "s", "errorID": "e"], language: language)
  }

  @Test func `every template that is part of the program can be parsed`() throws {
    try SignInPages(issuer: try #require(Issuer("https://login.example"))).check()
  }

  @Test func `nothing said shows our own`() throws {
    #expect(try page(PageAppearance(), .zhHans).contains("<strong>通照</strong>"))
    #expect(try page(PageAppearance(), .english).contains("<strong>Tongzhao</strong>"))
    #expect(try page(PageAppearance(), .english).contains("class=\"mark\""))
  }

  @Test func `a name stands in the place of ours, escaped, in English too where no other is given`() throws {
    let one = PageAppearance(name: "济源<照>")
    for language in Language.allCases {
      let page = try page(one, language)
      #expect(page.contains("<strong>济源&lt;照&gt;</strong>"))
      #expect(!page.contains("<strong>通照") && !page.contains("<strong>Tongzhao"))
    }
    let both = PageAppearance(name: "济源照", englishName: "Jiyuan")
    #expect(try page(both, .english).contains("<strong>Jiyuan</strong>"))
  }

  @Test func `an emblem is served with the other assets, and the page names it`() throws {
    let emblem = try #require(PageAppearance.Emblem(Self.svg))
    let appearance = PageAppearance(emblem: emblem)
    let pages = try SignInPages(issuer: try #require(Issuer("https://login.example")), appearance: appearance)
    let path = try #require(pages.assets["emblem.svg"])
    let page = try page(appearance, .zhHans)
    #expect(page.contains("src=\"\(path)\"") && !page.contains("class=\"mark\""))
    #expect(pages.assets.endpoints.contains { $0.path == path })
  }

  @Test func `what is too large or no picture is no emblem`() {
    let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    #expect(PageAppearance.Emblem(png) != nil)
    #expect(PageAppearance.Emblem(png + [UInt8](repeating: 0, count: PageAppearance.Emblem.limit)) == nil)
    for bytes in [[], Array("GIF89a".utf8), [0xFF, 0xFE]] { #expect(PageAppearance.Emblem(bytes) == nil) }
  }
}
