import FuzzLibCrypto
import FuzzHarness

private let process = FuzzProcess(among: FuzzTarget.libCrypto)

/// What libFuzzer calls with each input; its runtime brings `main`.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 { process.take(start, count) }
