/// The `prompt` parameter (OpenID Connect Core §3.1.2.1). `none` stands alone.
package struct PromptSet: Sendable, Hashable {
  /// The prompts, in the order in which they were named.
  package let prompts: [Prompt]

  /// No prompt named.
  package init() {
    prompts = []
  }

  /// Nil for an unknown prompt and for `none` together with another. The empty text names no prompt.
  package init?(parsing text: String) {
    var prompts: [Prompt] = []
    for word in text.split(separator: " ") {
      guard let prompt = Prompt(rawValue: String(word)) else { return nil }
      if !prompts.contains(prompt) { prompts.append(prompt) }
    }
    if prompts.contains(.none), prompts.count > 1 { return nil }
    self.prompts = prompts
  }

  /// Whether `prompt` was named.
  package func contains(_ prompt: Prompt) -> Bool { prompts.contains(prompt) }
  /// The wire form.
  package var text: String { prompts.map(\.rawValue).joined(separator: " ") }
}
