/// What an operator's command does to the server.
package enum OperatorEffect: String, Sendable, Hashable {
  /// Nothing is changed.
  case looks
  /// Something is changed that can be changed back.
  case changes
  /// Something may be lost or stop working: asked only with a reason, which is remembered.
  case endangers
}
