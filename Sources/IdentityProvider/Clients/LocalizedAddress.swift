package import OAuthHTTP

/// An address of a page for people, in both languages of our pages. It is shown and never fetched.
package struct LocalizedAddress: Sendable, Hashable {
  /// For who reads Chinese.
  package let zh: WebAddress
  /// For who reads English.
  package let en: WebAddress

  /// The address in this language.
  package func address(in language: Language) -> WebAddress {
    switch language {
    case .zhHans: zh
    case .english: en
    }
  }
}
