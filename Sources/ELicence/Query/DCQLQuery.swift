// What a verifier asks for, in DCQL (OpenID4VP 1.0 §6): built by the provider, read and matched by the wallet.

package import JOSE

/// A DCQL query.
package struct DCQLQuery: Sendable, Hashable {
  package let credentials: [CredentialQuery]
  /// Which combinations satisfy; none means that all credentials are required.
  package let credentialSets: [CredentialSetQuery]

  package init(credentials: [CredentialQuery], credentialSets: [CredentialSetQuery] = []) {
    self.credentials = credentials
    self.credentialSets = credentialSets
  }

  /// Reads `dcql_query` and refuses what breaks the rules of §6: ids, references, empty arrays.
  package init(json: JSON) throws(DCQLRejection) {
    guard let entries = json["credentials"]?.array, !entries.isEmpty else { throw .malformed }
    credentials = try entries.map { entry throws(DCQLRejection) in try CredentialQuery(json: entry) }
    let ids = Set(credentials.map(\.id))
    guard ids.count == credentials.count else { throw .duplicateID }
    guard let sets = json["credential_sets"] else {
      credentialSets = []
      return
    }
    guard let entries = sets.array, !entries.isEmpty else { throw .malformed }
    credentialSets = try entries.map { entry throws(DCQLRejection) in try CredentialSetQuery(json: entry) }
    guard credentialSets.allSatisfy({ $0.options.allSatisfy { $0.allSatisfy(ids.contains) } }) else {
      throw .unknownReference
    }
  }

  package var json: JSON {
    var object: JSONObject = ["credentials": .array(credentials.map(\.json))]
    if !credentialSets.isEmpty { object["credential_sets"] = .array(credentialSets.map(\.json)) }
    return .object(object)
  }

  /// The credential queries to answer when those with the ids in `answerable` can be answered (§6.4.2): all of them, or
  /// the first possible option of every set; nothing at all when something required cannot be answered.
  package func selection(answerable: Set<String>) -> [String]? {
    guard !credentialSets.isEmpty else {
      let ids = credentials.map(\.id)
      return ids.allSatisfy(answerable.contains) ? ids : nil
    }
    var selected: Set<String> = []
    for set in credentialSets {
      if let option = set.options.first(where: { $0.allSatisfy(answerable.contains) }) {
        selected.formUnion(option)
      } else if set.isRequired {
        return nil
      }
    }
    return credentials.map(\.id).filter(selected.contains)
  }
}
