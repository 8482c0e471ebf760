/// The usable keys of a JWK Set (RFC 7517 §5).
package struct JWKSet: Sendable, Hashable {
  /// The keys, in the set's order.
  package let keys: [JWK]

  /// These keys.
  package init(keys: [JWK]) { self.keys = keys }

  /// Reads a set. RFC 7517 §5 asks to pass over keys one does not understand, so that a peer may add an encryption key
  /// or a newer curve; a private key anywhere refuses the whole set, because somebody has to be told.
  package init(parsing json: JSON, maximumKeys: Int = 64) throws(JWKRejection) {
    guard let entries = json["keys"]?.array else { throw .malformed }
    guard entries.count <= maximumKeys else { throw .tooManyKeys }
    var keys: [JWK] = []
    for entry in entries {
      do throws(JWKRejection) {
        keys.append(try JWK(parsing: entry))
      } catch {
        switch error {
        case .privateKeyPresent: throw .privateKeyPresent
        case .malformed, .unsupportedKeyType, .unsupportedCurve, .unsupportedAlgorithm, .wrongUse, .invalidKey,
          .tooManyKeys:
          continue
        }
      }
    }
    self.keys = keys
  }

  /// The key of this id. Nil when there is none, and when there are two: which one is meant must not be guessed.
  package func key(id: String) -> JWK? {
    var found: JWK?
    for key in keys where key.keyID?.isExactly(id) ?? false {
      if found != nil { return nil }
      found = key
    }
    return found
  }

  /// The key of this id for a signature by this algorithm. Of two keys of one id, the one that fits (FAPI 2.0 Security
  /// Profile §5.4.3); nil when both do.
  package func key(id: String, for algorithm: SignatureAlgorithm?) -> JWK? {
    if let only = key(id: id) { return only }
    let fitting = keys.filter { $0.keyID?.isExactly(id) ?? false && $0.key(for: algorithm).algorithm == algorithm }
    return fitting.count == 1 ? fitting.first : nil
  }

  /// The set's text form.
  package var json: JSON { ["keys": .array(keys.map(\.json))] }
}
