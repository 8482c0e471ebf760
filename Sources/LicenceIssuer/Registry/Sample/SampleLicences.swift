// Made-up licences for demonstrations and load: valid in every field, of every kind, and nobody's. What a serial
// number gives never changes, so two samples of one size are the same file. `licences sample` writes them.

import ELicence

/// A sequence of made-up licences in division 419001, by serial number.
package struct SampleLicences: Sequence, IteratorProtocol, Sendable {
  private var serials: Range<Int>

  /// That many licences. The first thousand serial numbers are left to fixtures.
  package init(count: Int, firstSerial: Int = 1000) { serials = firstSerial..<(firstSerial + count) }

  package mutating func next() -> ImportedLicence? { serials.popFirst().map(Self.licence) }

  /// The licence with that serial number.
  package static func licence(serial: Int) -> ImportedLicence {
    var draw = SampleDraw(seed: UInt64(serial))
    // The first of every thousand show all kinds; then as many of each as a county has.
    let round = serial % 1000
    let kind = round < EntityKind.allCases.count ? EntityKind.allCases[round] : draw.kind()
    let place = draw.one(of: SampleWords.places)
    let brand = [SampleWords.brandFirst, SampleWords.brandSecond, SampleWords.brandThird].map { draw.one(of: $0) }
      .joined()
    let trade = draw.one(of: SampleWords.trades)
    let person = draw.person()
    let established = draw.date(years: 2003...2025)

    var particulars = Particulars(uscc: .synthetic(kind: kind, serial: serial), kind: kind)
    particulars.entityName = draw.name(kind, place: place, brand: brand, trade: trade.name)
    particulars.entityType = draw.one(of: SampleWords.types[kind] ?? [])
    particulars.representativeName = person
    particulars.representativeTitle = kind.representativeLabel.chinese
    particulars.registeredCapital = draw.capital(kind)
    particulars.establishedOn = established
    if kind.termLabel != nil, draw.chance(in: 100) < 70 {
      particulars.termFrom = established
      if draw.chance(in: 100) < 40 { particulars.termTo = established?.adding(days: 365 * (10 + draw.chance(in: 20))) }
    }
    particulars.address = "\(place)\(draw.one(of: SampleWords.streets))\(1 + draw.chance(in: 399))号"
    particulars.businessScope = draw.scope(trade.scope)
    if kind == .household {
      particulars.compositionForm = draw.chance(in: 10) < 8 ? "个人经营" : "家庭经营"
      if draw.chance(in: 100) < 12 { particulars.entityName = nil }
    }
    particulars.registrationAuthority = "\(SampleWords.city)市场监督管理局"
    particulars.approvedOn = established?.adding(days: draw.chance(in: 700))
    particulars.licenceSerial = "DZYYZZ" + String(4_190_010_000_000 + serial)
    return ImportedLicence(line: serial, particulars: particulars, state: draw.state())
  }
}
