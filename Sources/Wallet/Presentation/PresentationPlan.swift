import ELicence
package import JOSE

/// What would be handed over if the holder agrees: to whom, which licence, which of its claims.
package struct PresentationPlan: Sendable {
  package let request: VerifiedRequest
  package let licence: StoredLicence
  /// The claims that would be disclosed, in the order of a licence's face.
  package let claims: [(name: String, value: JSON)]
  let answers: [Answer]

  /// One credential query and what answers it.
  struct Answer: Sendable {
    let queryID: String
    let names: Set<String>
  }

  /// The licences that can answer the request, the last used first.
  package static func candidates(for request: VerifiedRequest, among licences: [StoredLicence]) -> [StoredLicence] {
    licences.filter { answers(to: request, from: $0) != nil }
  }

  /// With this licence. Fails when it cannot answer.
  package init(_ request: VerifiedRequest, with licence: StoredLicence) throws(ChoiceRefusal) {
    guard let answers = Self.answers(to: request, from: licence) else { throw .doesNotMatch }
    self.request = request
    self.licence = licence
    self.answers = answers
    let names = answers.reduce(into: Set<String>()) { $0.formUnion($1.names) }
    let order = LicenceCredential.disclosable + names.subtracting(LicenceCredential.disclosable).sorted()
    claims = order.filter(names.contains).compactMap { name in licence.claims[name].map { (name, $0) } }
  }

  /// With the one licence that matches the words, or with the one that there is.
  package init(
    _ request: VerifiedRequest, among licences: [StoredLicence], named words: String?
  ) throws(ChoiceRefusal) {
    guard !licences.isEmpty else { throw .emptyWallet }
    let candidates = Self.candidates(for: request, among: licences)
    guard !candidates.isEmpty else { throw .noneMatches }
    let chosen =
      if let words {
        candidates.filter { $0.id == words || $0.uscc == words.uppercased() || $0.matches(words) }
      } else {
        candidates
      }
    guard let first = chosen.first else { throw .doesNotMatch }
    guard chosen.count == 1 else { throw .several(chosen) }
    try self.init(request, with: first)
  }

  /// How one licence answers all that must be answered; nil if it does not. One licence answers for one person: answers
  /// put together from several licences are not offered.
  private static func answers(to request: VerifiedRequest, from licence: StoredLicence) -> [Answer]? {
    var paths: [String: [ClaimPath]] = [:]
    for query in request.query.credentials { paths[query.id] = query.disclosures(from: licence.candidate) }
    guard let selected = request.query.selection(answerable: Set(paths.keys)), !selected.isEmpty else { return nil }
    return selected.map { id in Answer(queryID: id, names: Set((paths[id] ?? []).compactMap(\.topName))) }
  }
}

/// Why there is no plan yet.
package enum ChoiceRefusal: Error, Sendable {
  case emptyWallet
  /// No licence has what is asked for.
  case noneMatches
  /// The one that was named has not.
  case doesNotMatch
  /// A person must choose.
  case several([StoredLicence])

  package var name: String {
    switch self {
    case .emptyWallet: "emptyWallet"
    case .noneMatches: "noneMatches"
    case .doesNotMatch: "doesNotMatch"
    case .several: "several"
    }
  }

  package var chinese: String {
    switch self {
    case .emptyWallet: "钱包里还没有执照"
    case .noneMatches: "钱包里没有符合要求的执照"
    case .doesNotMatch: "所选执照不符合要求"
    case .several: "有多张执照符合要求，请选择一张"
    }
  }

  package var english: String {
    switch self {
    case .emptyWallet: "the wallet holds no licence yet"
    case .noneMatches: "no licence in the wallet has what is asked for"
    case .doesNotMatch: "the licence that was named does not match"
    case .several: "several licences match; name one"
    }
  }
}
