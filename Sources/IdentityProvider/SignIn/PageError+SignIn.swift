import HTTPTypes
import OAuthHTTP

extension PageError {
  /// The order is not there any more, or never was.
  static let orderGone = PageError(
    status: 404, chinese: "这次登录已结束。请返回办事网站，重新登录。",
    english: "This login is over. Please go back to the site and log in again.")

  /// The order belongs to another browser.
  static let otherBrowser = PageError(
    status: 403, chinese: "这次登录是在另一个浏览器里开始的。请回到那个浏览器，或在这里重新登录。",
    english: "This login was started in another browser. Please go back to it, or log in again here.")

  /// A frame of the QR code that is too old, or that nobody made.
  static let staleFrame = PageError(
    status: 410, chinese: "二维码已更新，请对准屏幕重新扫描。", english: "The code has moved on. Please scan the screen again.")

  /// The return of a same-device login that fits nothing.
  static let staleReturn = PageError(
    status: 400, chinese: "这个返回链接已失效。请回到登录页面重新开始。",
    english: "This way back is no longer valid. Please start again on the login page.")

  /// A receipt that is not there.
  static let receiptGone = PageError(
    status: 404, chinese: "没有这张登录回执，或回执已过保存期。", english: "There is no such receipt, or it is no longer kept.")
}

extension HTTPField.Name {
  /// `Sec-Fetch-Site` (Fetch Metadata §2.3).
  static let fetchSite = HTTPField.Name("Sec-Fetch-Site")!
}
