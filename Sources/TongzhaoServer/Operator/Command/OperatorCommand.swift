// Everything that an operator can ask is a value: the command line carries it out at the machine, the admin API for a
// command line on another host. Both ask through OperatorDesk+Executing, the one place that authorises and remembers.

package import JOSE

/// Something that an operator asks, read from parameters and written as parameters again.
///
/// To add one: a struct in the folder of its area with this protocol, and its type in the area's list in
/// ``OperatorCommands``. It is then reachable from the command line (`options.run(command)`) and by the admin API, and
/// the tests of authorisation cover it.
package protocol OperatorCommand: Sendable {
  /// As `keys.rotate`: the area and what is done.
  static var name: String { get }
  /// Which roles may ask it.
  static var duty: OperatorDuty { get }
  /// Whether it only looks, changes something, or endangers something and needs a reason.
  static var effect: OperatorEffect { get }
  /// The servers at which it makes sense; the identity provider's when not said.
  static var servers: [ServerKind] { get }
  /// Whether timers ask it at the machine with nobody there: then that is not breaking the glass. Only for what looks.
  static var isUnattended: Bool { get }

  /// Reads the parameters; throws ``OperatorParameterMistake`` for what is unknown, missing or of the wrong type.
  /// `reason` is never among them: it belongs to the asking, see ``OperatorDesk/reason``.
  init(parameters: JSONObject) throws
  /// What `init(parameters:)` reads.
  var parameters: JSONObject { get }

  /// What will happen, a line each, for a person to confirm; the last line is the question. Empty: nothing to confirm.
  func plan(at desk: OperatorDesk, now: NumericDate) async throws -> [String]
  /// Does it.
  func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer

  /// Whether the audit log remembers this asking even though it changes nothing. False only for what repeats itself.
  var isNoted: Bool { get }
}

extension OperatorCommand {
  package static var servers: [ServerKind] { [.identityProvider] }
  package static var isUnattended: Bool { false }
  package var isNoted: Bool { true }
  package func plan(at desk: OperatorDesk, now: NumericDate) async throws -> [String] { [] }
}
