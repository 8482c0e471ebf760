// The wallet of one person: a folder with one sealed file, open in one process at a time. Sealing keeps the file, Content
// says what is in it, Issuance fills it, Presentation uses it, Transport is the way out. It knows the servers by their
// links and by published protocols alone: OpenID4VCI 1.0, OpenID4VP 1.0 under HAIP 1.0, SD-JWT VC.

package import JOSE

/// An open wallet.
package actor Wallet {
  private let folder: WalletFolder
  private var sealer: Sealer
  private var content: WalletContent

  private init(_ folder: WalletFolder, _ sealer: Sealer, _ content: WalletContent) {
    self.folder = folder
    self.sealer = sealer
    self.content = content
  }

  /// Whether there is a wallet in the folder.
  package static func exists(in folder: String) -> Bool { WalletFolder.holdsWallet(folder) }

  /// Makes an empty wallet.
  package static func create(
    in path: String, pin: PIN, cost: SealingCost = .standard
  ) throws(WalletFileRejection) -> Wallet {
    let folder = try WalletFolder(path)
    guard try folder.read(WalletFolder.sealedFile) == nil else { throw .alreadyThere }
    let sealer = try Sealer(pin.entry, cost: cost)
    let content = WalletContent()
    try folder.replace(WalletFolder.sealedFile, with: sealer.seal(content.serialized))
    return Wallet(folder, sealer, content)
  }

  /// Opens a wallet. The try is written down before it is made and crossed out when it was right.
  package static func open(
    in path: String, pin: PINEntry, at now: NumericDate
  ) throws(WalletFileRejection) -> Wallet {
    guard exists(in: path) else { throw .missing }
    let folder = try WalletFolder(path)
    guard let sealed = try folder.read(WalletFolder.sealedFile) else { throw .missing }
    let tries = try tries(in: folder)
    guard tries.wait(at: now) == 0 else { throw .wait(seconds: tries.wait(at: now)) }
    try folder.replace(WalletFolder.triesFile, with: tries.trying(at: now).json.serialized())
    let (sealer, bytes): (Sealer, [UInt8])
    do {
      (sealer, bytes) = try Sealer.open(sealed, with: pin)
    } catch {
      // Only a wrong PIN is a try; a file that cannot be read tells nothing about the PIN.
      if error != .wrongPIN { try folder.replace(WalletFolder.triesFile, with: tries.json.serialized()) }
      throw error
    }
    guard let content = WalletContent(parsing: bytes) else { throw .damaged }
    try folder.replace(WalletFolder.triesFile, with: PINTries.none.json.serialized())
    return Wallet(folder, sealer, content)
  }

  private static func tries(in folder: WalletFolder) throws(WalletFileRejection) -> PINTries {
    guard let bytes = try folder.read(WalletFolder.triesFile, limit: 4096) else { return .none }
    guard case .object(let object)? = try? JSON(parsing: bytes), let tries = PINTries(json: object) else {
      // A file that was damaged must not be a way to start counting anew.
      return PINTries(count: PINTries.free - 1, notBefore: NumericDate(0))
    }
    return tries
  }

  /// Seals the wallet under another PIN, with a new salt.
  package func changePIN(to pin: PIN, cost: SealingCost = .standard) throws(WalletFileRejection) {
    let next = try Sealer(pin.entry, cost: cost)
    try folder.replace(WalletFolder.sealedFile, with: next.seal(content.serialized))
    sealer = next
  }

  /// The licences, the last used first, then the last received.
  package var licences: [StoredLicence] {
    content.licences.sorted { ($0.usedAt ?? $0.receivedAt) > ($1.usedAt ?? $1.receivedAt) }
  }

  /// The receipts, the newest first.
  package var receipts: [StoredReceipt] { content.receipts }

  /// Issuances that were cut off after their code was redeemed.
  var pending: [PendingIssuance] { content.pending }

  /// Changes the content; the change has happened when it is on the disk, and not at all otherwise.
  func change(_ body: @Sendable (inout WalletContent) -> Void) throws(WalletFileRejection) {
    var changed = content
    body(&changed)
    try folder.replace(WalletFolder.sealedFile, with: sealer.seal(changed.serialized))
    content = changed
  }
}
