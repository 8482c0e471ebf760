/// What is told to who waits for an answer and asks for it.
package enum AwaitedPoll: Sendable {
  /// Here it is; it is used up.
  case approved(Grant)
  /// Nobody has approved or refused yet.
  case pending
  /// It asked too early and has to wait longer from now on.
  case slowDown
  /// The person refused, stopped, or took it back.
  case denied
  case expired
  /// It was fetched before.
  case used
  /// Another client's; nothing comes of it any more.
  case otherClient
  case unknown
}
