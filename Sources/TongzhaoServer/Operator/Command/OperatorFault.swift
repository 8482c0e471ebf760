/// An error that is told to an operator in sentences. Any error type of a command may conform; everything else is shown
/// at the machine as it is, and by the admin API as a failure with a number to look up in the log.
package protocol OperatorFault: Error {
  /// What is told, a line each.
  var lines: [String] { get }
  /// Whether a rule refused it (exit code 3). Otherwise it failed (exit code 1): a name that does not exist, a file.
  var isRefusal: Bool { get }
}

extension OperatorFault {
  package var isRefusal: Bool { true }
}

extension OperatorRefusal: OperatorFault {}
