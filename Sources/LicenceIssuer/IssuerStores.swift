/// What the licence issuer asks of storage.
package struct IssuerStores: Sendable {
  /// The register.
  package let licences: any LicenceStore
  /// Who holds what.
  package let holders: any HolderStore
  /// Offers.
  package let offers: any OfferStore
  /// What wallets may obtain.
  package let grants: any IssuanceGrantStore
  /// What was issued.
  package let credentials: any CredentialStore
  /// What the status lists say.
  package let statusLists: any StatusListStore

  /// These stores, which share one database.
  package init(
    licences: any LicenceStore, holders: any HolderStore, offers: any OfferStore, grants: any IssuanceGrantStore,
    credentials: any CredentialStore, statusLists: any StatusListStore
  ) {
    self.licences = licences
    self.holders = holders
    self.offers = offers
    self.grants = grants
    self.credentials = credentials
    self.statusLists = statusLists
  }
}
