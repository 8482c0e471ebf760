import Crypto
import JOSE

/// The least that issuing a token can be: fresh claims, their encoding, one signature, the answer's JSON.
struct TokenMaker: Sendable {
  private static let digits = Array("0123456789abcdef".utf8)

  private let key = P256.Signing.PrivateKey()
  private let header = Base64URL.encode(Array(#"{"alg":"ES256","typ":"at+jwt","kid":"0123456789abcdef"}"#.utf8)).utf8
  private let head = Array(
    (#"{"iat":1900000000,"iss":"http://127.0.0.1:9201","aud":"https://api.example","client_id":"bench","#
      + #""sub":"bench","scope":"read write","exp":2000000000,"jti":""#).utf8)

  func answer() throws -> [UInt8] {
    var claims = head
    claims.reserveCapacity(256)
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<2 {
      var bits: UInt64 = generator.next()
      for _ in 0..<16 {
        claims.append(Self.digits[Int(bits & 15)])
        bits >>= 4
      }
    }
    claims += #""}"#.utf8
    var answer = Array(#"{"access_token":""#.utf8)
    answer.reserveCapacity(768)
    let start = answer.count
    answer += header
    answer.append(UInt8(ascii: "."))
    answer += Base64URL.encode(claims).utf8
    let signature = try key.signature(for: answer[start...])
    answer.append(UInt8(ascii: "."))
    answer += Base64URL.encode([UInt8](signature.rawRepresentation)).utf8
    answer += #"","token_type":"Bearer","expires_in":3600}"#.utf8
    return answer
  }
}
