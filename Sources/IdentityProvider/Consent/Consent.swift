import ELicence
package import JOSE
package import OAuth

// The Consent room remembers what holders approved for which client, beyond the session it was approved in, shows it to
// them and takes it back. It is written with each grant; Authorization asks it before it asks a person again. Revoking
// ends the client's grants (Grant) and tells the client (Delivery), in one transaction.

/// What one holder of an enterprise lets one client know.
package struct Consent: Sendable {
  /// Who decided that a client may know something.
  package enum Source: String, Sendable, Hashable, CaseIterable {
    /// The holder, at the wallet.
    case holder
    /// The operator's recorded policy for public bodies, within a session.
    case policy
  }

  /// Its name.
  package let id: ConsentID
  /// Who may know it.
  package let client: ClientID
  /// The enterprise's credit code.
  package let uscc: String
  /// Scopes, and single claims beside them.
  package let approval: Session.Approval
  /// Who decided.
  package let source: Source
  /// When it was last approved.
  package let grantedAt: NumericDate
  /// When the client last got something by it.
  package let usedAt: NumericDate
  /// The login in which it was last used.
  package let presentationID: PresentationID

  /// Gathers a consent.
  package init(
    id: ConsentID, client: ClientID, uscc: String, approval: Session.Approval, source: Source, grantedAt: NumericDate,
    usedAt: NumericDate, presentationID: PresentationID
  ) {
    self.id = id
    self.client = client
    self.uscc = uscc
    self.approval = approval
    self.source = source
    self.grantedAt = grantedAt
    self.usedAt = usedAt
    self.presentationID = presentationID
  }

  /// Whether it spares the holder to be asked again. Who acts is asked each time (`holder.identity`), and a policy is
  /// asked where it stands: with the client.
  package func covers(_ request: AuthorizationRequest) -> Bool {
    source == .holder && !request.scopes.contains(.holderIdentity) && approval.covers(request)
  }
}

/// Names a consent.
package typealias ConsentID = Identifier<Consent>

/// Whose consents are meant.
package enum ConsentHolder: Sendable, Hashable {
  /// Those of the key in a holder's device, by its RFC 7638 thumbprint.
  case key(String)
  /// All of an enterprise, by its credit code: its legal representative answers for the others.
  case enterprise(String)

  /// Who is logged in.
  package init(_ presentation: Presentation) {
    self =
      presentation.holder.role == .legalRepresentative
      ? .enterprise(presentation.uscc) : .key(presentation.holderKeyThumbprint)
  }
}
