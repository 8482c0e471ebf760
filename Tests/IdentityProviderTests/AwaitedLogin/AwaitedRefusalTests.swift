import IdentityProvider
import OAuth
import Testing

@Suite struct AwaitedRefusalTests {
  @Test func `device and back channel are refused by the same codes, each in the words of its standard`() {
    for refusal in AwaitedRefusal.allCases {
      let (device, backchannel) = (refusal.error(.device), refusal.error(.backchannel))
      let code =
        switch refusal {
        case .missing: "invalid_request"
        case .unknown, .foreign, .used: "invalid_grant"
        case .pending: "authorization_pending"
        case .slowDown: "slow_down"
        case .denied: "access_denied"
        case .expired: "expired_token"
        }
      #expect(device.code.rawValue == code)
      #expect(backchannel.code.rawValue == code)
      #expect(device.description.contains("auth_req_id") == false)
      #expect(backchannel.description.contains("device") == false)
    }
  }
}
