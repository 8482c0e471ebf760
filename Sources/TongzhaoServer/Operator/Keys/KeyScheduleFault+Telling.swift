import JOSE
import KeyCustody

extension KeyScheduleFault {
  /// For the operator.
  var sentence: String {
    switch self {
    case .nothingSigns(let slot): "\(slot): nothing signs."
    case .gap(let slot, let from, let until): "\(slot): nobody is scheduled to sign from \(from.text) to \(until.text)."
    case .overdue(let slot, let since): "\(slot): the key should have been replaced on \(since.text)."
    case .announcementTooShort(let kid, let seconds, let longest):
      "\(kid): announced for \(seconds) s, but the key set was served to be kept for \(longest) s."
    case .withdrawnTooEarly(let kid, let kept, let needed):
      "\(kid): withdrawn \(kept) s after it last signed, but what it signs lives for \(needed) s."
    case .certificateMissing(let kid): "\(kid): waits for its certificate."
    case .certificateTooShort(let kid, let until): "\(kid): its certificate ends on \(until.text), before it retires."
    }
  }
}
