/// What the doctor looks at. The words are kept: scripts and alerts know them.
package enum DoctorCheck: String, Sendable, Hashable, CaseIterable {
  /// This machine's clock against the `Date` of what answers at the public address.
  case clockOutside = "clock-outside"
  /// This machine's clock against the newest times in the database.
  case clockDatabase = "clock-database"
  case diskSpace = "disk-space"
  case diskInodes = "disk-inodes"
  /// The write-ahead log grows when something reads for ever.
  case walSize = "wal-size"
  case databaseIntegrity = "database-integrity"
  case databaseFormat = "database-format"
  case filePermissions = "file-permissions"
  case certificateTLS = "certificate-tls"
  case certificateKeys = "certificate-keys"
  case certificateTrust = "certificate-trust"
  case certificateAuthority = "certificate-authority"
  case keySchedule = "key-schedule"
  case keyOpens = "key-opens"
  /// The system's library answers the national algorithms' self-test.
  case nationalAlgorithms = "national-algorithms"
  /// The certificate served does not name the issuer's host.
  case settingsHost = "settings-host"
  case settingsHTTP = "settings-http"
  /// Plain http on an address that others reach.
  case settingsListen = "settings-listen"
  case outsideDiscovery = "outside-discovery"
  case outsideKeys = "outside-keys"
  case outsideCache = "outside-cache"
  case statusList = "status-list"
  case auditLog = "audit-log"
  /// The end of the audit log is not signed.
  case auditCheckpoint = "audit-checkpoint"
}
