// The AuthorizationDetails room says what a client may do in which matter (RFC 9396): read and bounded here, shown to the
// holder by SignIn, kept with the grant, narrowed by Token, told to departments by access tokens and introspection.
// It has no endpoint of its own.

package import ELicence
package import JOSE
import OAuth

/// The `authorization_details` of a request, a grant or a token.
package struct AuthorizationDetails: Sendable, Hashable {
  /// The types that are served; discovery's `authorization_details_types_supported`.
  package static let types = [LicenceMatter.type]
  /// How many matters one login may be for.
  private static let most = 8

  /// The matters; none is what a plain login is for.
  package let matters: [LicenceMatter]

  /// None.
  package static let none = AuthorizationDetails(matters: [])

  private init(matters: [LicenceMatter]) { self.matters = matters }

  /// Reads the parameter, which is JSON (RFC 9396 §2); nil for what is not, for another type and for too many.
  package init?(parsing text: String) {
    guard text.utf8.count <= 8_192, let json = try? JSON(parsing: Array(text.utf8), maximumDepth: 8) else { return nil }
    self.init(json: json)
  }

  /// Reads the array.
  package init?(json: JSON) {
    guard let array = json.array, array.count <= Self.most else { return nil }
    let matters = array.compactMap { LicenceMatter(json: $0) }
    guard matters.count == array.count else { return nil }
    self.matters = matters
  }

  /// Whether nothing was asked for in detail.
  package var isEmpty: Bool { matters.isEmpty }

  /// The array.
  package var json: JSON { .array(matters.map(\.json)) }

  /// Whether each matter of `other` is allowed by one of these.
  package func cover(_ other: AuthorizationDetails) -> Bool {
    other.matters.allSatisfy { asked in matters.contains { $0.covers(asked) } }
  }

  /// Whether this client may ask for them: it is registered for the type (§10), and goes only to its own departments.
  func isAllowed(to client: Client, issuer: Issuer) -> Bool {
    guard !isEmpty else { return true }
    let departments = client.audiences.isEmpty ? [issuer.value] : client.audiences
    return client.authorizationDetailsTypes.contains(LicenceMatter.type)
      && matters.allSatisfy { $0.locations.allSatisfy { place in departments.contains { $0.isExactly(place) } } }
  }

  /// Whether the person may act in all of them: the legal representative may, an agent as far as the delegation goes.
  func areCovered(by holder: Holder) -> Bool {
    guard let delegation = holder.delegation else { return true }
    return matters.allSatisfy { delegation.covers($0.matter) }
  }

  /// What a request for tokens gets: all of it, or the part that it names (§6.1).
  func narrowed(to text: String?) throws(TokenRefusal) -> AuthorizationDetails {
    guard let text else { return self }
    guard let asked = AuthorizationDetails(parsing: text), cover(asked) else { throw .detailsNotGranted }
    return asked
  }
}
