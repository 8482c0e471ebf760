import ELicence
import JOSE

extension Holder {
  /// Whether the person's delegation, where there is one, is good on this day in Shanghai. A login outlives the day on
  /// which it was verified, the authority to act does not.
  func mayAct(at now: NumericDate) -> Bool {
    guard let delegation else { return true }
    let today = CalendarDate(at: now)
    return delegation.notBefore.map { $0 <= today } ?? true && delegation.notAfter.map { today <= $0 } ?? true
  }
}
