import Foundation
import FuzzHarness
import Testing

/// Every target over its kept corpus: what fuzzing found once stays found.
@Suite struct ReplayTests {
  @Test(.timeLimit(.minutes(5)), arguments: Corpus.targets)
  func `no kept input breaks a rule of its parser`(target: FuzzTarget) throws {
    for (name, bytes) in try Corpus.inputs(of: target) {
      #expect(throws: Never.self, "\(target.name)/\(name)") { try target.check(bytes) }
    }
  }

  /// A short fuzzing without coverage, the same each time.
  @Test(.timeLimit(.minutes(30)), arguments: Corpus.targets)
  func `no small change of a kept input breaks a rule of its parser`(target: FuzzTarget) throws {
    var mutation = Mutation(seed: 1)
    let inputs = try Corpus.inputs(of: target).map(\.bytes)
    for bytes in inputs {
      for _ in 0..<Corpus.changes {
        let changed = mutation.changed(bytes, beside: inputs)
        #expect(throws: Never.self, "\(target.name): \(Data(changed).base64EncodedString())") {
          try target.check(changed)
        }
      }
    }
  }

  @Test func `every target has a corpus, and every corpus a target`() throws {
    let folders = try FileManager.default.contentsOfDirectory(atPath: Corpus.folder.path).sorted()
    #expect(folders == Corpus.targets.map(\.name).sorted())
    for target in Corpus.targets {
      #expect(try Corpus.inputs(of: target).contains { !$0.bytes.isEmpty }, "\(target.name)")
    }
  }

  @Test func `a broken rule is noticed`() {
    let target = FuzzTarget("broken") { bytes in try hold(bytes != [7], "seven is refused") }
    #expect(throws: Never.self) { try target.check([6]) }
    #expect(throws: BrokenRule("seven is refused")) { try target.check([7]) }
  }
}
