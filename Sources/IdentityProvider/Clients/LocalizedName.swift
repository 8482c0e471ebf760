/// A name for people, in both languages of the pages. The Chinese one is always there.
package struct LocalizedName: Sendable, Hashable {
  /// Chinese.
  package let zh: String
  /// English; the Chinese one where no English name was registered.
  package let en: String

  /// A name, with its English form where there is one.
  package init(zh: String, en: String? = nil) {
    self.zh = zh
    self.en = en ?? zh
  }
}
