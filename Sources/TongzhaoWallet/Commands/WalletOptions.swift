import ArgumentParser
import AsyncHTTPClient
import Foundation
import JOSE
import OAuthHTTP
import Wallet

/// What every command takes.
struct WalletOptions: ParsableArguments {
  @Option(help: "The wallet's folder. Default: $TONGZHAO_WALLET, else ~/.tongzhao-wallet.") var wallet: String?
  @Option(help: "Root certificates (PEM) of those who may ask and issue. Default: $TONGZHAO_TRUST.") var trust: String?
  @Option(help: "A file whose first line is the PIN. Without it, the terminal asks.") var pinFile: String?
  @Option(help: "Root certificates (PEM) to believe for https beside the system's.") var roots: String?
  @Option(help: "zh or en. Default: by the environment's language, else zh.") var language: Terminal.Language?
  @Flag(help: "Print one JSON object.") var json = false

  var terminal: Terminal { Terminal(language: language ?? .ofEnvironment, isJSON: json) }

  var folder: String {
    let environment = ProcessInfo.processInfo.environment
    return wallet ?? environment["TONGZHAO_WALLET"]
      ?? FileManager.default.homeDirectoryForCurrentUser.path + "/.tongzhao-wallet"
  }

  /// Opens the wallet of the folder.
  func opened(_ terminal: Terminal) throws -> Wallet {
    // Said before a PIN is asked for in vain.
    guard Wallet.exists(in: folder) else { throw WalletFileRejection.missing }
    guard let entry = PINEntry(try pin(terminal, "请输入钱包 PIN：", "Wallet PIN: ")) else {
      throw WalletFileRejection.wrongPIN
    }
    return try Wallet.open(in: folder, pin: entry, at: .now())
  }

  /// Opens the wallet of the folder, or makes one.
  func openedOrMade(_ terminal: Terminal) throws -> Wallet {
    if Wallet.exists(in: folder) { return try opened(terminal) }
    return try Wallet.create(in: folder, pin: try newPIN(terminal, file: pinFile))
  }

  /// A PIN that is to be chosen, asked twice.
  func newPIN(_ terminal: Terminal, file: String?) throws -> PIN {
    if let file { return try PIN(try Self.firstLine(of: file)) }
    guard terminal.isInteractive else { throw CommandFailure.pinMissing }
    let pin = try PIN(terminal.hidden("请设置钱包 PIN（至少六位数字）：", "Choose a wallet PIN (six digits or more): "))
    let again = terminal.hidden("请再输入一次：", "Once more: ")
    guard PINEntry(again).map({ pin.entry.isSame(as: $0) }) ?? false else { throw CommandFailure.pinsDiffer }
    return pin
  }

  private func pin(_ terminal: Terminal, _ chinese: String, _ english: String) throws -> String {
    if let pinFile { return try Self.firstLine(of: pinFile) }
    guard terminal.isInteractive else { throw CommandFailure.pinMissing }
    return terminal.hidden(chinese, english)
  }

  private static func firstLine(of path: String) throws -> String {
    guard let bytes = FileManager.default.contents(atPath: path), bytes.count <= 4096,
      let text = String(validating: bytes, as: UTF8.self)
    else { throw CommandFailure.unreadable(path) }
    return text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
  }

  /// The roots, which must be there.
  func trusted() throws -> WalletTrust {
    guard let path = trust ?? ProcessInfo.processInfo.environment["TONGZHAO_TRUST"] else {
      throw CommandFailure.trustMissing
    }
    guard let bytes = FileManager.default.contents(atPath: path), let text = String(validating: bytes, as: UTF8.self)
    else { throw CommandFailure.unreadable(path) }
    do { return try WalletTrust(pem: text) } catch { throw CommandFailure.unreadable(path) }
  }

  /// Gives `body` a way out, and closes it afterwards.
  func withSurroundings<T: Sendable>(
    _ trust: WalletTrust, _ body: (WalletSurroundings) async throws -> T
  ) async throws -> T {
    let client = try OutgoingHTTP.client(trustedRootsFile: roots)
    do {
      let result = try await body(WalletSurroundings(transport: HTTPTransport(client), trust: trust))
      try await client.shutdown()
      return result
    } catch {
      try await client.shutdown()
      throw error
    }
  }
}
