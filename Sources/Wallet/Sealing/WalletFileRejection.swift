/// Why a wallet does not open, or is not written.
package enum WalletFileRejection: Error, Sendable, Hashable {
  /// There is no wallet in the folder.
  case missing
  /// There is one already.
  case alreadyThere
  case wrongPIN
  /// Too many wrong tries; so many seconds are to be waited.
  case wait(seconds: Int)
  /// Not a wallet's file, or altered since it was written.
  case damaged
  /// Written by a later program.
  case newer
  /// Another process has it open.
  case busy
  /// The system refused.
  case failed(String)

  package var chinese: String {
    switch self {
    case .missing: "这里还没有钱包，请先领取执照"
    case .alreadyThere: "这里已经有一个钱包"
    case .wrongPIN: "PIN 不正确"
    case .wait(let seconds): "PIN 输错次数过多，请等待 \(seconds) 秒"
    case .damaged: "钱包文件已损坏或被改动，请重新领取执照"
    case .newer: "钱包文件由更新的程序写成，请升级"
    case .busy: "另一个程序正在使用这个钱包"
    case .failed(let reason): "无法读写钱包（\(reason)）"
    }
  }

  package var english: String {
    switch self {
    case .missing: "there is no wallet here yet; receive a licence first"
    case .alreadyThere: "there is a wallet here already"
    case .wrongPIN: "the PIN is wrong"
    case .wait(let seconds): "too many wrong PINs; wait \(seconds) s"
    case .damaged: "the wallet's file is damaged or was altered; receive your licences again"
    case .newer: "the wallet's file was written by a later program; update this one"
    case .busy: "another process is using this wallet"
    case .failed(let reason): "the wallet cannot be read or written (\(reason))"
    }
  }
}
