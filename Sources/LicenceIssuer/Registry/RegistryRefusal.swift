package import ELicence

/// Why the register did not do what a registrar asked.
package enum RegistryRefusal: Error, Sendable, Hashable {
  /// No licence has that code.
  case unknownLicence(CreditCode)
  /// A licence in the first state cannot come into the second.
  case transitionNotAllowed(from: LicenceState, to: LicenceState)
  /// The licence has these facts already.
  case nothingChanges
  /// No such field, or one that cannot be changed (the credit code, or the state, which has commands of its own).
  case fieldNotChangeable(String)
  /// The field cannot have that value.
  case fieldInvalid(String)
  /// Nobody of that identifier holds the licence.
  case unknownHolder(String)
  /// The reason is empty or longer than 200 characters.
  case reasonMissing

  /// One sentence for a person, Chinese.
  package var chinese: String {
    switch self {
    case .unknownLicence(let code): "登记库中没有 \(code)"
    case .transitionNotAllowed(let from, let to): "不能由“\(from.chinese)”变为“\(to.chinese)”"
    case .nothingChanges: "与现有登记内容相同，没有变更"
    case .fieldNotChangeable(let field): "字段 \(field) 不存在或不可变更"
    case .fieldInvalid(let field): "字段 \(field) 的内容不正确"
    case .unknownHolder(let id): "没有持照人 \(id)"
    case .reasonMissing: "请写明原因（200 字以内）"
    }
  }

  /// One sentence for a person, English.
  package var english: String {
    switch self {
    case .unknownLicence(let code): "no licence \(code) in the register"
    case .transitionNotAllowed(let from, let to): "a licence cannot go from \(from.rawValue) to \(to.rawValue)"
    case .nothingChanges: "the register has these facts already"
    case .fieldNotChangeable(let field): "field \(field) does not exist or cannot be changed"
    case .fieldInvalid(let field): "field \(field) cannot have that value"
    case .unknownHolder(let id): "no holder \(id)"
    case .reasonMissing: "give a reason of at most 200 characters"
    }
  }
}
