import JOSE

/// All that the sealed file holds.
struct WalletContent: Sendable {
  /// Older receipts are forgotten; the verifier keeps its own for a time.
  static let mostReceipts = 500

  var licences: [StoredLicence] = []
  var pending: [PendingIssuance] = []
  var receipts: [StoredReceipt] = []

  init() {}

  var serialized: [UInt8] {
    let object: JSONObject = [
      "licences": .array(licences.map(\.json)), "pending": .array(pending.map(\.json)),
      "receipts": .array(receipts.map { .object($0.json) }),
    ]
    return object.serialized()
  }

  /// Reads what `serialized` wrote; nil when a part cannot be read, for a key that is passed over is a licence lost.
  init?(parsing bytes: [UInt8]) {
    guard let json = try? JSON(parsing: bytes), let licences = json["licences"]?.array,
      let pending = json["pending"]?.array, let receipts = json["receipts"]?.array
    else { return nil }
    self.licences = licences.compactMap(StoredLicence.init(json:))
    self.pending = pending.compactMap(PendingIssuance.init(json:))
    self.receipts = receipts.compactMap(StoredReceipt.init(json:))
    guard self.licences.count == licences.count, self.pending.count == pending.count,
      self.receipts.count == receipts.count
    else { return nil }
  }

  /// Takes a licence in. One of the same holder from the same issuer takes the place of the former, whose key is
  /// forgotten: the issuer made it worthless when it issued this one.
  mutating func keep(_ licence: StoredLicence) {
    let index = licences.firstIndex { former in
      former.id == licence.id
        || (former.uscc == licence.uscc && former.issuer == licence.issuer && former.holderID == licence.holderID)
    }
    if let index { licences[index] = licence } else { licences.append(licence) }
    pending.removeAll { $0.key.verificationKey == licence.key.verificationKey }
  }

  mutating func keep(_ receipt: StoredReceipt) {
    receipts.insert(receipt, at: 0)
    if receipts.count > Self.mostReceipts { receipts.removeLast(receipts.count - Self.mostReceipts) }
  }
}
