/// The kinds of identity documents that registrars keep.
package enum IdentityDocumentType: String, Sendable, Hashable, CaseIterable {
  /// 居民身份证
  case residentIdentityCard = "resident_identity_card"
  /// 护照
  case passport
  /// 港澳居民来往内地通行证
  case hongKongMacaoPermit = "hong_kong_macao_permit"
  /// 台湾居民来往大陆通行证
  case taiwanPermit = "taiwan_permit"
  /// 港澳台居民居住证
  case residencePermit = "hong_kong_macao_taiwan_residence_permit"
  /// 外国人永久居留身份证
  case foreignPermanentResidentCard = "foreign_permanent_resident_card"
  case other

  /// How people call it.
  package var label: PrintedLabel {
    switch self {
    case .residentIdentityCard: PrintedLabel("居民身份证", "Resident identity card")
    case .passport: PrintedLabel("护照", "Passport")
    case .hongKongMacaoPermit: PrintedLabel("港澳居民来往内地通行证", "Hong Kong and Macao residents’ travel permit")
    case .taiwanPermit: PrintedLabel("台湾居民来往大陆通行证", "Taiwan residents’ travel permit")
    case .residencePermit: PrintedLabel("港澳台居民居住证", "Hong Kong, Macao and Taiwan residents’ residence permit")
    case .foreignPermanentResidentCard: PrintedLabel("外国人永久居留身份证", "Foreign permanent resident’s card")
    case .other: PrintedLabel("其他证件", "Another document")
    }
  }
}
