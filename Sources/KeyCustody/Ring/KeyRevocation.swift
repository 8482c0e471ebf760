import JOSE

/// What taking a key out of use at once will do. A pure plan: it is shown first, then carried out on the same contents.
package struct KeyRevocation: Sendable, Hashable {
  /// Who signs afterwards.
  package enum Replacement: Sendable, Hashable {
    /// The key signs nothing at present: nobody has to take its place.
    case notNeeded
    /// The successor that verifiers were told of already.
    case announced(kid: String)
    /// A key made at that moment. Verifiers that keep the key set refuse what it signs until they fetch again. An
    /// announced successor that cannot sign, because its token does not answer, is withdrawn: the slot would be without
    /// a signer until the token is back.
    case new(withdrawing: String?)
  }

  package let kid: String
  package let slot: KeySlot
  package let state: KeyState
  package let replacement: Replacement
  /// Why a new key is in the database although the revoked one is in the token; nil where it is where it should be.
  package let tokenFault: String?

  /// The plan for a key.
  /// - Parameter silent: the announced key that cannot sign at present, if there is one.
  package init(of kid: String, in contents: KeyRingContents, silent: String? = nil) throws(KeyCustodyError) {
    guard let key = contents.keys.first(where: { $0.kid == kid }) else { throw .unknownKey(kid: kid) }
    self.kid = kid
    slot = key.slot
    state = key.state
    tokenFault = nil
    switch key.state {
    case .removed: throw .wrongState(kid: kid, .removed)
    case .announced, .retired: replacement = .notNeeded
    case .signing:
      let successor = contents.announced(in: key.slot)
      if let successor, successor.isComplete, successor.kid != silent {
        replacement = .announced(kid: successor.kid)
      } else {
        replacement = .new(withdrawing: successor?.kid)
      }
    }
  }

  /// Whether a key has to be made for it.
  var needsNewKey: Bool { if case .new = replacement { true } else { false } }

  /// The changes that carry it out in one transaction; `made` is the new key, where one is needed.
  func changes(made: StoredKey?, in contents: KeyRingContents, at now: NumericDate) -> [KeyChange] {
    var changes: [KeyChange] = []
    var from = state
    switch replacement {
    case .notNeeded: break
    case .announced(let successor):
      guard let key = contents.keys.first(where: { $0.kid == successor }) else { break }
      changes = KeySchedule.promotion(of: key, among: contents.keys, at: now).map(KeyChange.transition)
      from = .retired
    case .new(let withdrawn):
      guard let made else { break }
      // A successor that cannot sign would stand in the new key's way: a slot has one announced key.
      changes =
        withdrawn.map { [.transition(KeyTransition(kid: $0, from: .announced, to: .removed, at: now))] } ?? []
      changes.append(.announce(made))
      changes += KeySchedule.promotion(of: made, among: contents.keys, at: now).map(KeyChange.transition)
      from = .retired
    }
    return changes + [.transition(KeyTransition(kid: kid, from: from, to: .removed, at: now))]
  }
}
