import ELicence
import JOSE
import LicenceIssuer

extension SQLConnection {
  /// Sets the status of every credential of a licence that was not invalidated for good. Each list that has one of them
  /// gets a new version.
  func setCredentials(of uscc: CreditCode, to status: StatusList.Status, at now: NumericDate) throws {
    try run(
      """
      UPDATE status_lists SET version = version + 1 WHERE id IN
        (SELECT list_id FROM credentials WHERE uscc = $1 AND invalidated_at IS NULL AND status <> $2)
      """, [.text(uscc.value), .int(Int(status.rawValue))])
    switch status {
    case .valid, .suspended:
      try run(
        "UPDATE credentials SET status = $2 WHERE uscc = $1 AND invalidated_at IS NULL AND status <> $2",
        [.text(uscc.value), .int(Int(status.rawValue))])
    case .invalid:
      // For good (Token Status List §7.1): a licence that comes back is issued anew.
      try run(
        "UPDATE credentials SET status = $2, invalidated_at = $3 WHERE uscc = $1 AND invalidated_at IS NULL",
        [.text(uscc.value), .int(Int(status.rawValue)), .date(now)])
    }
  }

  /// Makes what one person has of a licence invalid for good, but for what is bound to the device key `kept`.
  func invalidateCredentials(
    of uscc: CreditCode, holder: String, exceptOf kept: String? = nil, at now: NumericDate
  ) throws {
    try run(
      """
      UPDATE status_lists SET version = version + 1 WHERE id IN
        (SELECT list_id FROM credentials
         WHERE uscc = $1 AND holder_id = $2 AND invalidated_at IS NULL AND device_key <> $3)
      """, [.text(uscc.value), .text(holder), .text(kept ?? "")])
    try run(
      """
      UPDATE credentials SET status = $4, invalidated_at = $5
      WHERE uscc = $1 AND holder_id = $2 AND invalidated_at IS NULL AND device_key <> $3
      """,
      [
        .text(uscc.value), .text(holder), .text(kept ?? ""), .int(Int(StatusList.Status.invalid.rawValue)), .date(now),
      ])
  }
}
