package import NIOCore

/// How long an answer of the provider may take. It travels with the task, so that a test on a machine without time to
/// spare can wait longer than anybody who is served.
package enum AnswerTime {
  /// Ten seconds, where nothing else is said.
  @TaskLocal package static var longest: TimeAmount = .seconds(10)
}
