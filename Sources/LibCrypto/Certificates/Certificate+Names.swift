import COpenSSL

/// The names that a certificate gives its subject, each as it can be compared.
extension Certificate {
  /// The subject; nil where it holds what is no text.
  package var distinguishedName: DistinguishedName? {
    guard let bytes = takeBytes(copenssl_certificate_subject_attributes(handle.pointer)) else { return nil }
    let parts = bytes.split(separator: 0, omittingEmptySubsequences: false).dropLast()
    guard parts.count % 3 == 0 else { return nil }
    var names: [Set<DistinguishedName.Attribute>] = []
    var place: ArraySlice<UInt8>?
    for start in stride(from: 0, to: parts.count, by: 3) {
      let attribute = DistinguishedName.Attribute(
        type: String(decoding: parts[start + 1], as: UTF8.self), value: Array(parts[start + 2]))
      if parts[start] == place {
        names[names.count - 1].insert(attribute)
      } else {
        names.append([attribute])
      }
      place = parts[start]
    }
    return DistinguishedName(relativeNames: names)
  }

  /// The rfc822Name entries of subjectAltName. Entries that are no printable ASCII are left out, here and below.
  package var emailAddresses: [String] { alternativeNames(Int32(COPENSSL_ALTERNATIVE_EMAIL)) }

  /// The uniformResourceIdentifier entries of subjectAltName.
  package var uniformResourceIdentifiers: [String] { alternativeNames(Int32(COPENSSL_ALTERNATIVE_URI)) }

  /// The iPAddress entries of subjectAltName, of 4 or 16 bytes.
  package var ipAddresses: [[UInt8]] {
    var bytes = (takeBytes(copenssl_certificate_ip_addresses(handle.pointer)) ?? [])[...]
    var addresses: [[UInt8]] = []
    while let length = bytes.popFirst() {
      addresses.append(Array(bytes.prefix(Int(length))))
      bytes = bytes.dropFirst(Int(length))
    }
    return addresses
  }

  private func alternativeNames(_ kind: Int32) -> [String] {
    let bytes = takeBytes(copenssl_certificate_alternative_names(handle.pointer, kind)) ?? []
    return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }
}
