import Telemetry
import Testing

struct TraceParentTests {
  /// The example of W3C Trace Context §3.2.3.
  private let example = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

  @Test func `the standard's example is read and written`() throws {
    let parent = try #require(TraceParent(header: example))
    #expect(parent.isSampled)
    #expect(parent.traceID.count == 16)
    #expect(parent.spanID == [0x00, 0xF0, 0x67, 0xAA, 0x0B, 0xA9, 0x02, 0xB7])
    #expect(parent.header == example)
  }

  @Test func `a later version may say more`() {
    #expect(TraceParent(header: "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00-more")?.isSampled == false)
  }

  @Test(arguments: [
    "", "00", "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
    "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
    "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g",
  ])
  func `what is no header of the standard is none`(header: String) {
    #expect(TraceParent(header: header) == nil)
  }
}
