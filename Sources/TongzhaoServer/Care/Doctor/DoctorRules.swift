import JOSE

/// What the evidence means: a rule for each check.
struct DoctorRules {
  let evidence: DoctorEvidence

  /// Everything that is found, the worst first.
  var findings: [DoctorFinding] {
    let all = DoctorCheck.allCases.flatMap(findings(of:))
    return DoctorFinding.Severity.allCases.reversed().flatMap { severity in all.filter { $0.severity == severity } }
  }

  func findings(of check: DoctorCheck) -> [DoctorFinding] {
    switch check {
    case .clockOutside: clockOutside
    case .clockDatabase: clockDatabase
    case .diskSpace: diskSpace
    case .diskInodes: diskInodes
    case .walSize: walSize
    case .databaseIntegrity: databaseIntegrity
    case .databaseFormat: databaseFormat
    case .filePermissions: filePermissions
    case .certificateTLS:
      expiring(
        evidence.tlsCertificates, check, "Renew it, put it in place of the old one, and restart the server.")
        + evidence.unreadable.map {
          DoctorFinding(
            check, .error, "\($0) cannot be read.", "Put the certificate in place: the server will not start.")
        }
    case .certificateKeys:
      expiring(
        evidence.keyCertificates, check,
        "See tongzhao keys schedule; announce a successor with a longer certificate (tongzhao keys rotate).")
    case .certificateTrust:
      expiring(
        evidence.trustAnchors, check, "Ask the region for its new root and add it (tongzhao trust add).")
    case .certificateAuthority:
      expiring(
        evidence.authorities, check, "Have a new authority made in time: it issues nothing that outlives it.")
    case .keySchedule:
      evidence.scheduleFaults.map {
        DoctorFinding(check, .error, $0, "See tongzhao keys schedule, and announce or promote a key.")
      }
    case .keyOpens:
      evidence.keyFaults.map {
        DoctorFinding(check, .error, $0, "Put the right key-encryption key in place, or revoke the key.")
      }
    case .nationalAlgorithms: nationalAlgorithms
    case .settingsHost: settingsHost
    case .settingsHTTP: settingsHTTP
    case .settingsListen: settingsListen
    case .outsideDiscovery: outsideDiscovery
    case .outsideKeys: outsideKeys
    case .outsideCache: outsideCache
    case .statusList: statusList
    case .auditLog:
      evidence.auditFindings.map {
        DoctorFinding(
          check, .error, "The audit log was altered: \($0).",
          "Keep a copy of the database as it is, and find out who could write to it (tongzhao audit verify).")
      }
    case .auditCheckpoint: auditCheckpoint
    }
  }

  private func expiring(
    _ certificates: [DoctorEvidence.Certified], _ check: DoctorCheck, _ advice: String
  ) -> [DoctorFinding] {
    certificates.compactMap { certificate in
      let days = (certificate.until.seconds - evidence.now.seconds) / 86_400
      guard days < 30 else { return nil }
      let isOver = certificate.until <= evidence.now
      return DoctorFinding(
        check, isOver || days < 3 ? .error : .warning,
        isOver
          ? "The certificate of \(certificate.name) ended on \(certificate.until.text)."
          : "The certificate of \(certificate.name) ends in \(days) days (\(certificate.until.text)).", advice)
    }
  }
}
