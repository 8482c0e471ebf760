import ArgumentParser
import ELicence
import JOSE

/// For how long and how far an issuer is believed.
struct TrustTermsOptions: ParsableArguments {
  enum Answer: String, ExpressibleByArgument, CaseIterable { case yes, no }

  @Option(help: "Believed from this day on (YYYY-MM-DD, China Standard Time, or seconds since 1970).")
  var notBefore: String?
  @Option(help: "Believed until the end of this day; its logins end then too.") var notAfter: String?
  @Option(help: "How sure its logins are at most: standard, or low (acr ending in :0).") var assurance:
    LicenceAssurance?
  @Option(
    name: .customLong("crl"),
    help: "Where a certificate revocation list is: https, or http for one that the root signs; may be repeated.")
  var revocationLists: [String] = []
  @Option(name: .customLong("demand-crl"), help: "Whether licences are refused while no current list is at hand.")
  var demandsRevocationList: Answer?
  @Option(help: "Whether an issuer's certificate must name its purpose.") var requirePurpose: Answer?

  /// The members of a trust list's entry that were named; null for those that are taken away.
  func members() throws -> JSONObject {
    var members: JSONObject = [:]
    if let notBefore { members["not_before"] = try Self.date(notBefore, \.startOfDay) }
    if let notAfter { members["not_after"] = try Self.date(notAfter, { $0.endOfDay + 1 }) }
    if let assurance { members["assurance"] = .string(assurance.rawValue) }
    if !revocationLists.isEmpty { members["revocation_lists"] = Self.list(revocationLists) }
    if let demandsRevocationList { members["demands_revocation_list"] = .bool(demandsRevocationList == .yes) }
    if let requirePurpose { members["requires_purpose"] = .bool(requirePurpose == .yes) }
    return members
  }

  /// The texts, or nothing where the only one is the word `none`.
  static func list(_ texts: [String]) -> JSON { texts == ["none"] ? .null : .array(texts.map(JSON.string)) }

  private static func date(_ text: String, _ moment: (CalendarDate) -> NumericDate) throws -> JSON {
    if text == "none" { return .null }
    if let seconds = Int64(text) { return .date(NumericDate(seconds)) }
    guard let day = CalendarDate(text) else { throw ValidationError("\(text) is no day (YYYY-MM-DD)") }
    return .date(moment(day))
  }
}

extension LicenceAssurance: ExpressibleByArgument {}
