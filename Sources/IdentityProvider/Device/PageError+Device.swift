import OAuthHTTP

extension PageError {
  /// A form that did not come from our page in this browser.
  static let deviceFormFromElsewhere = PageError(
    status: 403, chinese: "请直接打开设备登录页面，再输入设备上显示的代码。",
    english: "Please open the page for devices yourself, and type the code that the device shows.", forward: "/device")

  /// Too many wrong codes from this network address.
  static let deviceCodesExhausted = PageError(
    status: 429, chinese: "输错的次数过多，请一小时后再试。", english: "Too many wrong codes. Please try again in an hour.")
}
