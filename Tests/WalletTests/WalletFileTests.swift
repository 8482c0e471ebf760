import Foundation
import JOSE
import TestSupport
import Testing

@testable import Wallet

@Suite struct WalletFileTests {
  private let good = "274913"

  private func made(in folder: String) throws {
    _ = try Wallet.create(in: folder, pin: try PIN(good), cost: .negligible)
  }

  private func opened(in folder: String, _ pin: String, at now: NumericDate = noon) throws -> Wallet {
    try Wallet.open(in: folder, pin: try #require(PINEntry(pin)), at: now)
  }

  private func contents(_ folder: String, _ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)))
  }

  @Test func `a wallet opens with its PIN and with no other`() async throws {
    try await withTemporaryFolder { folder in
      try made(in: folder + "/wallet")
      #expect(throws: WalletFileRejection.wrongPIN) { try opened(in: folder + "/wallet", "904612") }
      let wallet = try opened(in: folder + "/wallet", good)
      #expect(await wallet.licences.isEmpty)
    }
  }

  @Test func `nobody else can read the file, and nothing in it tells the content`() async throws {
    try await withTemporaryFolder { folder in
      try made(in: folder + "/wallet")
      let wallet = try opened(in: folder + "/wallet", good)
      try await wallet.change { $0.keep(StoredReceipt.sample("receipt-1")) }
      let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/wallet/wallet.json")
      #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
      let folderAttributes = try FileManager.default.attributesOfItem(atPath: folder + "/wallet")
      #expect((folderAttributes[.posixPermissions] as? NSNumber)?.intValue == 0o700)
      let text = String(decoding: try contents(folder, "wallet/wallet.json"), as: UTF8.self)
      #expect(!text.contains("receipt-1") && !text.contains(good))
    }
  }

  @Test func `a wallet does not take the place of another`() async throws {
    try await withTemporaryFolder { folder in
      try made(in: folder)
      #expect(throws: WalletFileRejection.alreadyThere) { try made(in: folder) }
    }
  }

  @Test func `an empty folder holds no wallet`() async throws {
    try await withTemporaryFolder { folder in
      #expect(!Wallet.exists(in: folder))
      #expect(throws: WalletFileRejection.missing) { _ = try opened(in: folder, good) }
    }
  }

  @Test func `one process at a time has it open`() async throws {
    try await withTemporaryFolder { folder in
      try made(in: folder)
      let first = try opened(in: folder, good)
      #expect(throws: WalletFileRejection.busy) { try opened(in: folder, good) }
      #expect(await first.receipts.isEmpty)
    }
  }

  @Test func `an altered file does not open, wherever it was altered`() async throws {
    try await withTemporaryFolder { folder in
      try made(in: folder)
      guard case .object(let object) = try JSON(parsing: contents(folder, "wallet.json")) else { return }
      for (name, value) in object {
        var altered = object
        switch value {
        case .string(let text):
          let last = text.hasSuffix("A") ? "Q" : "A"
          altered[name] = .string(String(text.dropLast(1)) + last)
        default: altered[name] = 3
        }
        try Data(altered.serialized()).write(to: URL(fileURLWithPath: folder + "/wallet.json"))
        #expect(throws: WalletFileRejection.self) { try opened(in: folder, good) }
        try Data(PINTries.none.json.serialized()).write(to: URL(fileURLWithPath: folder + "/tries.json"))
      }
      try Data(object.serialized()).write(to: URL(fileURLWithPath: folder + "/wallet.json"))
      _ = try opened(in: folder, good)
    }
  }

  @Test func `a damaged content is damaged and not a wrong PIN`() async throws {
    try await withTemporaryFolder { folder in
      try made(in: folder)
      guard case .object(var object) = try JSON(parsing: contents(folder, "wallet.json")),
        var sealed = object["sealed"]?.string.flatMap({ Base64URL.decode($0) })
      else { return }
      sealed[20] ^= 1
      object["sealed"] = .string(Base64URL.encode(sealed))
      try Data(object.serialized()).write(to: URL(fileURLWithPath: folder + "/wallet.json"))
      #expect(throws: WalletFileRejection.damaged) { try opened(in: folder, good) }
    }
  }

  @Test func `what a cut-off write left behind changes nothing`() async throws {
    try await withTemporaryFolder { folder in
      try made(in: folder)
      try Data("half a wal".utf8).write(to: URL(fileURLWithPath: folder + "/wallet.json.new"))
      let wallet = try opened(in: folder, good)
      try await wallet.change { $0.keep(StoredReceipt.sample("after")) }
      #expect(!FileManager.default.fileExists(atPath: folder + "/wallet.json.new"))
    }
  }

  @Test func `a change that cannot be written has not happened`() async throws {
    try await withTemporaryFolder { folder in
      try made(in: folder)
      let wallet = try opened(in: folder, good)
      // A folder where the draft should be: no writer, not even root, can open it as a file.
      try FileManager.default.createDirectory(atPath: folder + "/wallet.json.new", withIntermediateDirectories: false)
      await #expect(throws: WalletFileRejection.self) {
        try await wallet.change { $0.keep(StoredReceipt.sample("lost")) }
      }
      #expect(await wallet.receipts.isEmpty)
    }
  }

  @Test func `the fifth wrong PIN makes everybody wait, and the wait outlives the process`() async throws {
    try await withTemporaryFolder { folder in
      try made(in: folder)
      for _ in 0..<5 { #expect(throws: WalletFileRejection.wrongPIN) { try opened(in: folder, "904612") } }
      #expect(throws: WalletFileRejection.wait(seconds: 30)) { try opened(in: folder, good) }
      #expect(throws: WalletFileRejection.wait(seconds: 1)) { try opened(in: folder, good, at: noon + 29) }
      _ = try opened(in: folder, good, at: noon + 30)
      // The right PIN crosses out what was counted.
      #expect(throws: WalletFileRejection.wrongPIN) { try opened(in: folder, "904612", at: noon + 30) }
      _ = try opened(in: folder, good, at: noon + 30)
    }
  }

  @Test func `a changed PIN opens, the former does not, and the content stays`() async throws {
    try await withTemporaryFolder { folder in
      try made(in: folder)
      do {
        let wallet = try opened(in: folder, good)
        try await wallet.change { $0.keep(StoredReceipt.sample("kept")) }
        try await wallet.changePIN(to: PIN("604819"), cost: .negligible)
      }
      #expect(throws: WalletFileRejection.wrongPIN) { try opened(in: folder, good) }
      #expect(await (try opened(in: folder, "604819")).receipts.map(\.id) == ["kept"])
    }
  }

  @Test func `the oldest receipts are forgotten`() async throws {
    try await withTemporaryFolder { folder in
      try made(in: folder)
      let wallet = try opened(in: folder, good)
      try await wallet.change { content in
        for number in 0...WalletContent.mostReceipts { content.keep(StoredReceipt.sample("\(number)")) }
      }
      let ids = await wallet.receipts.map(\.id)
      #expect(ids.count == WalletContent.mostReceipts)
      #expect(ids.first == "\(WalletContent.mostReceipts)" && ids.last == "1")
    }
  }
}

extension StoredReceipt {
  static func sample(_ id: String) -> StoredReceipt {
    StoredReceipt(
      id: id, clientName: "济源政务服务网", clientOrigin: "portal.example.gov.cn", place: nil, browser: nil, system: nil,
      approvedAt: noon, uscc: "91419001MA00000079", entityName: "济源示例科技有限公司", role: "agent",
      link: "https://idp.example/r/\(id)", disownedAt: nil)
  }
}
