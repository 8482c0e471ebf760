import OAuthHTTP

extension PageError {
  /// A form that did not come from our page in this browser.
  static let backchannelFormFromElsewhere = PageError(
    status: 403, chinese: "请直接打开工作人员给出的链接，再在该页面上操作。",
    english: "Please open the link that the clerk has yourself, and go on from its page.")
}
