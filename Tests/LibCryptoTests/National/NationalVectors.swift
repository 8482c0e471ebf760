/// The examples of GB/T 32905 (SM3), GB/T 32907 (SM4) and GM/T 0003.5 annex A (SM2), and a code of HMAC-SM3 that two
/// independent implementations agree on.
enum NationalVectors {
  static let sm3 = [
    ("", "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"),
    ("abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
    (
      String(repeating: "abcd", count: 16), "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
    ),
  ]
  static let hmacSM3 = "28e63256e7c5a087b1f073265dc53092163f7b82729735d06f28f10af9d52393"
  static let number = octets("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8")
  static let point = octets(
    "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
      + "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13")
  static let message = Array("message digest".utf8)
  static let signature = octets(
    "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
      + "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa")
  /// How many points the curve has.
  static let order = octets("fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123")

  static func octets(_ hexadecimal: String) -> [UInt8] {
    let digits = hexadecimal.compactMap { $0.hexDigitValue }
    return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }
}
