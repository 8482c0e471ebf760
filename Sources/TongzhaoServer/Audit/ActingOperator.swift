/// The operator whose command is being carried out. It travels with the task, as the request does, so that every change
/// that a command makes is recorded as this operator's. Nothing is decided by it.
struct ActingOperator: Sendable, Hashable {
  let account: String
  /// The network address, for one who is elsewhere.
  let source: String?

  /// Nil outside of any command.
  @TaskLocal static var current: ActingOperator?
}
