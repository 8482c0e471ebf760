// The Device room lets a device log in that has no browser, or none to type in (RFC 8628): it shows a code, a person types
// the code on our page and approves by the normal order, and the device fetches the tokens. Whoever shows a code may be
// far away and mean ill (RFC 10027), so: off unless an operator allows it, little is given and not for long, the code is
// typed and never followed as a link, and page and wallet say plainly that a device elsewhere asks.
// Neighbours: Clients (who may), SignIn (how the person approves), AwaitedLogin (how the device fetches the tokens).

package import ELicence
package import JOSE
package import OAuth

/// A login that a device waits for.
package struct DeviceAuthorization: Sendable, Hashable {
  /// What the device fetches it by.
  package let code: SecretDigest<DeviceCodeSecret>
  /// Who asks.
  package let clientID: ClientID
  /// What is asked for and may be given.
  package let scopes: ScopeSet
  /// What the person is told of the device.
  package let device: AskingDevice
  /// When the device asked.
  package let askedAt: NumericDate
  /// When it has to ask anew.
  package let expiresAt: NumericDate

  /// Gathers one.
  package init(
    code: SecretDigest<DeviceCodeSecret>, clientID: ClientID, scopes: ScopeSet, device: AskingDevice,
    askedAt: NumericDate, expiresAt: NumericDate
  ) {
    self.code = code
    self.clientID = clientID
    self.scopes = scopes
    self.device = device
    self.askedAt = askedAt
    self.expiresAt = expiresAt
  }
}
