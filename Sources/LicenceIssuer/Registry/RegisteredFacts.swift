package import ELicence
package import JOSE

/// What can change about a licence: its particulars and its state.
package struct RegisteredFacts: Sendable, Hashable {
  /// What is printed on the face.
  package var particulars: Particulars
  /// Whether it may be used.
  package var state: LicenceState

  /// These facts.
  package init(_ particulars: Particulars, _ state: LicenceState) {
    self.particulars = particulars
    self.state = state
  }

  /// The names of the members of `json`, in order.
  package static let names = Particulars.claimNames + ["registration_state"]

  /// Particulars and state as one object.
  package var json: JSONObject {
    var object = particulars.json
    object["registration_state"] = .string(state.rawValue)
    return object
  }
}
