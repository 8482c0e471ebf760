/// Why a registration was refused.
package struct ClientMetadataRejection: Error, Sendable, Hashable, CustomStringConvertible {
  /// The member at fault.
  package let member: String
  /// What is wrong with it.
  package let reason: Reason

  init(_ member: String, _ reason: Reason) {
    self.member = member
    self.reason = reason
  }

  /// What can be wrong with a member.
  package enum Reason: String, Sendable, Hashable, CaseIterable {
    case missing
    case malformed
    case unknown
    case unsupported
    /// SM2, where no key signs by it.
    case notOffered = "no token key signs by SM2 here"
    /// It contradicts another member.
    case inconsistent
    /// An address must be https (http for a loopback address only), without user, fragment or wildcard.
    case unsafeAddress = "unsafe address"
    /// An address that must be https, also on this machine.
    case notSecure = "must be https"
    /// A redirect to this machine is for applications on the person's device.
    case loopbackOfWeb = "http on a loopback address is for application_type native"
    /// Private or shared keys have no place in a registration.
    case secretKey = "secret key"
    /// No key of the set is for encryption in the registered way (`use` `enc`).
    case noEncryptionKey = "no encryption key (use enc) for the registered algorithm"
    /// `holder.identity` leaves this server only signed and encrypted, for who was approved on a legal basis.
    case neededForIdentity = "needed for the scope holder.identity"
  }

  /// For the operator.
  package var description: String { "\(member): \(reason.rawValue)" }
}
