/// What a person does with what somebody elsewhere waits for.
package enum AwaitedStep: Sendable, Hashable, CaseIterable {
  /// Looks who asks. Uses nothing up.
  case look
  /// Goes on to the login. From here on the code or the link opens nothing any more.
  case claim
  /// Says that it is none of theirs. Who waits is told.
  case refuse
}
