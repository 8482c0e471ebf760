package import ELicence

/// Why a licence is not offered to a person.
package enum OfferRefusal: Error, Sendable, Hashable {
  /// No licence has that code.
  case unknownLicence(CreditCode)
  /// The licence is in a state in which nobody may use it.
  case licenceNotUsable(LicenceState)
  /// The entity has five licence managers; one must be withdrawn first.
  case tooManyManagers
  /// The name is missing, and the particulars do not tell it.
  case nameMissing
  /// The name is empty, too long or has control characters.
  case nameInvalid
  /// The identifier is not 1 to 64 letters, digits, `-`, `_` or `.`
  case holderIDInvalid
  /// An identity number must not become an identifier that relying parties derive theirs from.
  case holderIDIsAnIdentityNumber
  /// An agent acts only for matters and days that somebody granted.
  case delegationMissing
  /// The legal representative acts by law, not by delegation.
  case delegationNotAllowed
  /// The delegation is over, or ends before it begins.
  case delegationOver

  /// One sentence for a person, Chinese.
  package var chinese: String {
    switch self {
    case .unknownLicence(let code): "登记库中没有 \(code)"
    case .licenceNotUsable(let state): "执照状态为“\(state.chinese)”，不能发放"
    case .tooManyManagers: "证照管理员最多五名，请先撤销一名"
    case .nameMissing: "请写明持照人姓名"
    case .nameInvalid: "姓名不正确"
    case .holderIDInvalid: "持照人标识只能用字母、数字、-、_、.，不超过 64 个字符"
    case .holderIDIsAnIdentityNumber: "不能用身份证件号码作持照人标识"
    case .delegationMissing: "办事人必须写明授权事项和期限"
    case .delegationNotAllowed: "法定代表人无需授权"
    case .delegationOver: "授权期限不正确或已过"
    }
  }

  /// One sentence for a person, English.
  package var english: String {
    switch self {
    case .unknownLicence(let code): "no licence \(code) in the register"
    case .licenceNotUsable(let state): "the licence is \(state.rawValue) and cannot be issued"
    case .tooManyManagers: "an entity has at most five licence managers; withdraw one first"
    case .nameMissing: "give the holder's name"
    case .nameInvalid: "the name is empty, too long or has control characters"
    case .holderIDInvalid: "a holder's identifier has 1 to 64 letters, digits, -, _ or ."
    case .holderIDIsAnIdentityNumber: "an identity number cannot be a holder's identifier"
    case .delegationMissing: "an agent needs a delegation: matters and days"
    case .delegationNotAllowed: "the legal representative needs no delegation"
    case .delegationOver: "the delegation is over or ends before it begins"
    }
  }
}
