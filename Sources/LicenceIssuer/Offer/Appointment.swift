package import ELicence
package import JOSE

/// Who becomes the holder of a licence, given what is asked and who holds it already. A pure rule that the store runs
/// inside its transaction.
package struct Appointment: Sendable, Hashable {
  /// The person to be kept, under an identifier that was known, given or made.
  package let holder: Holder
  /// Others who cease to hold the licence: there is one legal representative.
  package let withdrawn: [String]
  /// Whether a known holder's role, name or delegation changes.
  package let changesHolder: Bool
  /// Whether the identity document that an earlier offer brought is still this person's, in this role.
  package let keepsDocument: Bool

  /// Accepts or refuses a new offer.
  package static func accept(
    _ new: NewOffer, licence: RegisteredLicence, holders: [Holder], at now: NumericDate
  ) throws(OfferRefusal) -> Appointment {
    guard licence.state.isUsable else { throw .licenceNotUsable(licence.state) }
    let name = try name(of: new, licence: licence)
    try checkIdentifier(new.holderID)
    // A representative's comes with the particulars, so that there is one truth about who that is.
    guard new.document == nil || new.role != .legalRepresentative else { throw .documentOfRepresentative }
    let delegation = try delegation(of: new, licence: licence, at: now)

    let known = holders.first { holder in
      if let id = new.holderID { holder.id == id } else { holder.role == new.role && holder.name == name }
    }
    let holder = Holder(
      role: new.role, name: name, id: known?.id ?? new.holderID ?? new.freshID, delegation: delegation)
    let others = holders.filter { $0.id != holder.id }
    if new.role == .licenceManager,
      others.count(where: { $0.role == .licenceManager }) >= RegisteredHolder.maximumManagers
    {
      throw .tooManyManagers
    }
    let withdrawn = new.role == .legalRepresentative ? others.filter { $0.role == .legalRepresentative } : []
    return Appointment(
      holder: holder, withdrawn: withdrawn.map(\.id), changesHolder: known.map { $0 != holder } ?? false,
      keepsDocument: known.map { $0.name == name && new.role != .legalRepresentative } ?? false)
  }

  private static func name(of new: NewOffer, licence: RegisteredLicence) throws(OfferRefusal) -> String {
    let registered = new.role == .legalRepresentative ? licence.particulars.representativeName : nil
    guard let name = new.name ?? registered else { throw .nameMissing }
    guard (1...100).contains(name.count), name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
    else { throw .nameInvalid }
    return name
  }

  private static func checkIdentifier(_ id: String?) throws(OfferRefusal) {
    guard let id else { return }
    let isWord = id.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
      default: false
      }
    }
    guard (1...64).contains(id.utf8.count), isWord else { throw .holderIDInvalid }
    guard !isIdentityNumber(id) else { throw .holderIDIsAnIdentityNumber }
  }

  /// GB 11643: seventeen digits and a check character by ISO 7064 MOD 11-2.
  private static func isIdentityNumber(_ text: String) -> Bool {
    let characters = Array(text.uppercased().utf8)
    guard characters.count == 18, characters.prefix(17).allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    let sum = zip(characters, weights).reduce(0) { $0 + Int($1.0 - 0x30) * $1.1 }
    return characters[17] == Array("10X98765432".utf8)[sum % 11]
  }

  private static func delegation(
    of new: NewOffer, licence: RegisteredLicence, at now: NumericDate
  ) throws(OfferRefusal) -> Delegation? {
    switch (new.role, new.delegation) {
    case (.legalRepresentative, nil): return nil
    case (.legalRepresentative, .some): throw .delegationNotAllowed
    case (.agent, nil): throw .delegationMissing
    // A manager is appointed for everything until the appointment is withdrawn.
    case (.licenceManager, nil):
      return Delegation(grantedBy: licence.particulars.representativeName ?? licence.particulars.displayName)
    case (.licenceManager, .some(let delegation)), (.agent, .some(let delegation)):
      if let last = delegation.notAfter {
        guard now <= last.endOfDay, delegation.notBefore.map({ $0 <= last }) ?? true else { throw .delegationOver }
      }
      return delegation
    }
  }
}
