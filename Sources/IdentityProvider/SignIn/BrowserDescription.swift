/// What a browser says of itself, in two words for people: "Chrome · Windows". It decides nothing.
package struct BrowserDescription: Sendable, Hashable {
  package let browser: String
  package let system: String

  /// From a `User-Agent` header. The order matters: every browser also claims to be the ones before it.
  package init(userAgent: String?) {
    let text = Array((userAgent ?? "").utf8)
    browser = Self.name(by: text, among: Self.browsers) ?? "浏览器 Browser"
    system = Self.name(by: text, among: Self.systems) ?? "未知系统 Unknown"
  }

  private static func name(by text: [UInt8], among known: [(mark: String, name: String)]) -> String? {
    known.first { mark, _ in text.indices.contains { text[$0...].starts(with: mark.utf8) } }?.name
  }

  private static let browsers: [(mark: String, name: String)] = [
    ("MicroMessenger", "微信 WeChat"), ("AlipayClient", "支付宝 Alipay"), ("DingTalk", "钉钉 DingTalk"),
    ("QQBrowser", "QQ浏览器"), ("UCBrowser", "UC浏览器"), ("360EE", "360浏览器"), ("360SE", "360浏览器"),
    ("HuaweiBrowser", "华为浏览器"), ("MiuiBrowser", "小米浏览器"), ("Edg", "Edge"), ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"), ("Firefox/", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"), ("Safari/", "Safari"),
  ]

  private static let systems: [(mark: String, name: String)] = [
    ("OpenHarmony", "鸿蒙 HarmonyOS"), ("HarmonyOS", "鸿蒙 HarmonyOS"), ("Windows", "Windows"), ("iPhone", "iOS"),
    ("iPad", "iPadOS"), ("Android", "Android"), ("Mac OS X", "macOS"), ("UOS", "统信 UOS"), ("Kylin", "麒麟 Kylin"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
  ]
}
