import JOSE
import LibCrypto
import Testing
import TestSupport

@testable import KeyCustody

/// A token as the module gives it: making keys, signing, opening, being lost.
@Suite struct HardwareTokenTests {
  let token = Result { try TestToken.take() }

  @Test func `an ES256 key made in the token signs for its public half`() async throws {
    let token = try token.get().opened()
    let id = Random.bytes(8)
    try await token.ask(repeatable: false) { try $0.generate(.p256, id: id, label: "a") }
    let key = try await token.ask { try VerificationKey(p256: try $0.point(id: id)) }
    let digest = Digests.sha256([1, 2, 3])
    let signature = try await token.ask { try $0.signature(.p256, id: id, digest: digest) }
    #expect(key.isValid(signature: signature, for: [1, 2, 3]))
    #expect(!key.isValid(signature: signature, for: [1, 2, 4]))
  }

  @Test func `an RS256 key made in the token signs for its public half`() async throws {
    let token = try token.get().opened()
    let id = Random.bytes(8)
    try await token.ask(repeatable: false) { try $0.generate(.rsa, id: id, label: "a") }
    let key = try await token.ask { try $0.rsaPublicKey(id: id) }
    let digest = Digests.sha256([1, 2, 3])
    let signature = try await token.ask { try $0.signature(.rsa, id: id, digest: digest) }
    #expect(key.isValid(pkcs1v15SHA256: signature, for: [1, 2, 3]))
  }

  @Test func `many sign at the same time, and every signature holds`() async throws {
    let token = try token.get().opened()
    let id = Random.bytes(8)
    try await token.ask(repeatable: false) { try $0.generate(.p256, id: id, label: "a") }
    let key = try await token.ask { try VerificationKey(p256: try $0.point(id: id)) }
    try await withThrowingTaskGroup { group in
      for number in 0..<120 {
        group.addTask {
          let message = [UInt8](repeating: UInt8(number), count: 5)
          let signature = try await token.ask { try $0.signature(.p256, id: id, digest: Digests.sha256(message)) }
          #expect(key.isValid(signature: signature, for: message))
        }
      }
      try await group.waitForAll()
    }
  }

  @Test func `whoever comes when the line is full is sent away, and the next one is served`() async throws {
    let token = try token.get().opened(threads: 1, limit: 1)
    let (entered, gate) = (Gate(), Gate())
    let first = Task {
      try await token.ask { _ in
        entered.open()
        gate.wait()
      }
    }
    entered.wait()
    await #expect(throws: TokenError.busy) { try await token.ask { _ in } }
    gate.open()
    try await first.value
    try await token.ask { _ in }
  }

  @Test func `a wrong PIN is tried once and not again`() async throws {
    let stage = try token.get()
    let token = try stage.opened(pin: "wrong-pin")
    for _ in 0..<5 { await #expect(throws: TokenError.pinRefused) { try await token.ask { _ in } } }
    #expect(token.fault == .pinRefused)
    // SoftHSM marks a token whose PIN was wrong; the right one still opens it.
    try await stage.opened().ask { _ in }
  }

  @Test func `a destroyed key signs nothing, and destroying it again is no fault`() async throws {
    let token = try token.get().opened()
    let id = Random.bytes(8)
    try await token.ask(repeatable: false) { try $0.generate(.p256, id: id, label: "a") }
    for _ in 0..<2 { try await token.ask { try $0.destroy(id: id) } }
    await #expect(throws: TokenError.self) {
      try await token.ask { try $0.signature(.p256, id: id, digest: Digests.sha256([1])) }
    }
  }

  @Test(.timeLimit(.minutes(15))) func `a lost token is a fault, and it works again when it is back`() async throws {
    let stage = try token.get()
    let token = try stage.opened()
    let id = Random.bytes(8)
    try await token.ask(repeatable: false) { try $0.generate(.p256, id: id, label: "a") }
    let digest = Digests.sha256([1])
    _ = try await token.ask { try $0.signature(.p256, id: id, digest: digest) }
    try stage.lose()
    await #expect(throws: TokenError.self) { try await token.ask { try $0.signature(.p256, id: id, digest: digest) } }
    #expect(token.fault != nil)
    try stage.giveBack()
    var signature: [UInt8]?
    // The module is begun anew at most every other second.
    while signature == nil {
      do {
        signature = try await token.ask { try $0.signature(.p256, id: id, digest: digest) }
      } catch is TokenError {
        try await Task.sleep(for: .milliseconds(50))
      }
    }
    #expect(token.fault == nil)
  }

  @Test func `a library that is none is named`() {
    #expect(throws: TokenError.noModule("/does/not/exist.so")) {
      try HardwareToken(module: "/does/not/exist.so", label: "t") { [] }
    }
  }
}
