/// On what a running session answers a request without asking anybody.
package enum SilentGround: Sendable, Hashable {
  /// It was approved in this session.
  case session
  /// The holder approved it in another one.
  case consent(ConsentID)
  /// The operator's recorded policy.
  case policy
}
