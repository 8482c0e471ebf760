import JOSE
import OAuth

// What others see: settings that contradict, discovery, keys and lists through the proxy, and the log.

extension DoctorRules {
  var settingsHost: [DoctorFinding] {
    let host = evidence.issuer.host
    guard let leaf = evidence.tlsCertificates.first, !evidence.issuer.isLoopback, !leaf.dnsNames.isEmpty,
      !leaf.dnsNames.contains(where: { Self.covers($0, host) })
    else { return [] }
    return [
      DoctorFinding(
        .settingsHost, .error,
        "The certificate names \(leaf.dnsNames.joined(separator: ", ")) and not the issuer's host \(host).",
        "Have a certificate made for \(host), or correct the setting issuer.")
    ]
  }

  /// A wildcard stands for one label (RFC 9525 §6.3).
  private static func covers(_ name: String, _ host: String) -> Bool {
    let (name, host) = (name.lowercased(), host.lowercased())
    if name == host { return true }
    guard name.hasPrefix("*."), let dot = host.firstIndex(of: ".") else { return false }
    return host[dot...] == name.dropFirst()
  }

  var settingsHTTP: [DoctorFinding] {
    guard !evidence.issuer.isSecure else { return [] }
    return [
      DoctorFinding(
        .settingsHTTP, .warning, "The issuer \(evidence.issuer.value) is http: good for a demonstration only.",
        "Serve https and change the setting issuer before anybody relies on it.")
    ]
  }

  var settingsListen: [DoctorFinding] {
    guard evidence.listensBeyondThisMachine, !evidence.isTLSTerminatedHere else { return [] }
    return [
      DoctorFinding(
        .settingsListen, evidence.issuer.isSecure ? .warning : .error,
        "The server listens without TLS on an address that other machines reach.",
        "Listen on 127.0.0.1 behind the proxy, set tls.certificate-file and tls.key-file, or guard the network between."
      )
    ]
  }

  var outsideDiscovery: [DoctorFinding] {
    guard let outside = evidence.outside else {
      let why = evidence.outsideFailure ?? "nothing answered"
      return [
        DoctorFinding(
          .outsideDiscovery, .error, "The public address \(evidence.issuer.value) cannot be asked: \(why).",
          "Is the server running, and does the proxy lead to it? Does this machine trust its certificate?")
      ]
    }
    guard outside.issuer.map(evidence.issuer.value.isExactly) != true else { return [] }
    return [
      DoctorFinding(
        .outsideDiscovery, .error,
        "Discovery seen from outside names the issuer \(outside.issuer ?? "not at all") instead of \(evidence.issuer.value).",
        "The proxy leads elsewhere, or another server has the address: clients will refuse everything.")
    ]
  }

  var outsideKeys: [DoctorFinding] {
    guard let kids = evidence.outside?.kids, kids != evidence.publishedKids else { return [] }
    let missing = evidence.publishedKids.subtracting(kids).sorted()
    let strange = kids.subtracting(evidence.publishedKids).sorted()
    return [
      DoctorFinding(
        .outsideKeys, .error,
        "The key set seen from outside is not the database's: "
          + (missing.isEmpty ? "" : "without \(missing.joined(separator: ", "))")
          + (missing.isEmpty || strange.isEmpty ? "" : "; ")
          + (strange.isEmpty ? "" : "with \(strange.joined(separator: ", "))") + ".",
        "A cache before the server keeps it for too long, or another server answers. Purge it before the next rotation."
      )
    ]
  }

  var outsideCache: [DoctorFinding] {
    guard let age = evidence.outside?.maximumAge, age > evidence.maximumAge else { return [] }
    return [
      DoctorFinding(
        .outsideCache, .error,
        "The key set is served to be kept for \(age) s, but the server says \(evidence.maximumAge) s.",
        "Make the proxy leave Cache-Control alone, or set keys.max-age to what it says: rotations count on it.")
    ]
  }

  var statusList: [DoctorFinding] {
    guard let status = evidence.outside?.statusListStatus, status != 200 else { return [] }
    return [
      DoctorFinding(
        .statusList, .error, "The status list seen from outside answers \(status).",
        "Every verifier refuses licences while it cannot be had: look at the proxy's paths and the server's log.")
    ]
  }

  var auditCheckpoint: [DoctorFinding] {
    guard evidence.auditSize > evidence.auditSigned, let since = evidence.unsignedSince else { return [] }
    let age = evidence.now.seconds - since.seconds
    guard age > 900 else { return [] }
    return [
      DoctorFinding(
        .auditCheckpoint, age > 86_400 ? .error : .warning,
        "\(evidence.auditSize - evidence.auditSigned) events of the audit log have waited \(age / 60) min to be signed.",
        "A running server signs every minute: is one running, and does its audit key sign (tongzhao keys verify)?")
    ]
  }
}
