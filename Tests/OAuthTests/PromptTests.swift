import OAuth
import Testing

struct PromptTests {
  @Test func `prompts are read once each`() {
    #expect(PromptSet(parsing: "login consent login")?.prompts == [.login, .consent])
    #expect(PromptSet(parsing: "select_account")?.contains(.selectAccount) == true)
    #expect(PromptSet(parsing: "none")?.prompts == [Prompt.none])
    #expect(PromptSet(parsing: "")?.prompts.isEmpty == true)
    #expect(PromptSet(parsing: "login consent")?.text == "login consent")
  }

  @Test(arguments: ["none login", "login none", "create", "Login", "login,consent", "login x"])
  func `none with another and unknown prompts are refused`(text: String) {
    #expect(PromptSet(parsing: text) == nil)
  }
}
