/// What the issuer calls itself to wallets.
package struct IssuerName: Sendable, Hashable {
  /// In Chinese.
  package let chinese: String
  /// In English.
  package let english: String

  /// A name in both languages.
  package init(chinese: String, english: String) {
    self.chinese = chinese
    self.english = english
  }
}
