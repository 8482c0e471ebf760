import Foundation

/// What libFuzzer drives: the one target among several that the environment names.
package struct FuzzProcess: Sendable {
  /// The variable that names the target.
  package static let variable = "FUZZ_TARGET"

  private let target: FuzzTarget?

  /// Chooses among these.
  package init(among targets: [FuzzTarget]) {
    let name = ProcessInfo.processInfo.environment[Self.variable]
    target = targets.first { $0.name == name }
  }

  /// Takes one input. A broken rule stops the process, as a crash does: libFuzzer keeps what led there.
  package func take(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    guard let target else { preconditionFailure("\(Self.variable) names no target of this program") }
    do {
      try target.check(Array(UnsafeBufferPointer(start: start, count: count)))
    } catch {
      preconditionFailure("\(target.name): \(error)")
    }
    return 0
  }
}
