/// What a column of an import can hold.
enum ImportField: Int, CaseIterable {
  case uscc
  case entityName
  case entityClass
  case entityType
  case representativeName
  case representativeTitle
  case registeredCapital
  case establishedOn
  case termFrom
  case termTo
  /// Both ends in one text: `2020-01-01至长期`.
  case term
  case address
  case businessScope
  case compositionForm
  case registrationAuthority
  case approvedOn
  case registrationState
  case licenceSerial
  case representativeDocumentType
  case representativeDocumentNumber

  /// The English name of the column or member: that of the claim.
  var name: String {
    switch self {
    case .uscc: "uscc"
    case .entityName: "entity_name"
    case .entityClass: "entity_class"
    case .entityType: "entity_type"
    case .representativeName: "representative_name"
    case .representativeTitle: "representative_title"
    case .registeredCapital: "registered_capital"
    case .establishedOn: "established_on"
    case .termFrom: "term_from"
    case .termTo: "term_to"
    case .term: "term"
    case .address: "address"
    case .businessScope: "business_scope"
    case .compositionForm: "composition_form"
    case .registrationAuthority: "registration_authority"
    case .approvedOn: "approved_on"
    case .registrationState: "registration_state"
    case .licenceSerial: "licence_serial"
    case .representativeDocumentType: "representative_document_type"
    case .representativeDocumentNumber: "representative_document_number"
    }
  }

  /// The longest text, in bytes of UTF-8.
  var longestText: Int { self == .businessScope ? 32_768 : 2048 }
}
