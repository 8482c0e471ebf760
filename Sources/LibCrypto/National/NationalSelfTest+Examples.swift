extension NationalSelfTest {
  /// GB/T 32905 annex A, GB/T 32907 annex A and GM/T 0003.5 annex A; the code of HMAC-SM3 is our own, agreed with others.
  struct Examples {
    var digest = octets("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0")
    var code = octets("28e63256e7c5a087b1f073265dc53092163f7b82729735d06f28f10af9d52393")
    /// Key and plain text in one.
    let block = octets("0123456789abcdeffedcba9876543210")
    var cipher = octets("681edf34d206965e86b3e94f536e4246")
    let number = octets("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8")
    let point = octets(
      "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
        + "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13")
    var signature = octets(
      "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
        + "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa")
  }

  private static func octets(_ hexadecimal: String) -> [UInt8] {
    let digits = hexadecimal.compactMap { $0.hexDigitValue }
    return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }
}
