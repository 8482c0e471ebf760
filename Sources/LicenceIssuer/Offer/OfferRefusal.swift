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
  /// A legal representative's identity document is in the register and comes by import.
  case documentOfRepresentative
  /// What came with the offer is not one line with a kind and a number.
  case documentUnreadable
  /// No kind of identity document has that name.
  case documentKindUnknown(String)
  /// The number cannot be one of its kind. It is never repeated.
  case documentNumberInvalid

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
    case .documentOfRepresentative: "法定代表人的证件随登记信息导入，不在此填写"
    case .documentUnreadable: "证件须写在一行：类型和号码，以空格隔开"
    case .documentKindUnknown(let kind): "没有“\(kind)”这种证件"
    case .documentNumberInvalid: "证件号码与证件类型不符"
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
    case .documentOfRepresentative: "a legal representative's document is in the register: import it with the licence"
    case .documentUnreadable: "a document is one line: its kind and its number, with a space between"
    case .documentKindUnknown(let kind): "there is no kind of document called '\(kind)'"
    case .documentNumberInvalid: "the number cannot be that of such a document"
    }
  }
}
