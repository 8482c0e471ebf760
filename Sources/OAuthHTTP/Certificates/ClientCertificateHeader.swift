import HTTPTypes
import JOSE
import LibCrypto
import OAuth

/// A certificate as a proxy hands it on: RFC 9440's byte sequence, or PEM with percent escapes as nginx writes it
/// (`$ssl_client_escaped_cert`). The first begins with a colon and the second never does.
enum ClientCertificateHeader {
  /// Where RFC 9440 §2.3 puts the certificates beside the first.
  private static let chain = HTTPField.Name("Client-Cert-Chain")

  /// What the header of this name holds. Nil where it is missing, empty, there twice, or cannot be read.
  static func certificate(in headers: HTTPFields, name: HTTPField.Name) -> ClientCertificate? {
    let fields = headers[values: name]
    guard let field = fields.first, fields.count == 1, !field.isEmpty else { return nil }
    guard field.first == ":" else { return escaped(field) }
    guard let leaf = byteSequence(field[...]) else { return nil }
    var intermediates: [Certificate] = []
    let more = chain.map { headers[values: $0] } ?? []
    for member in more.flatMap({ $0.split(separator: ",") }) {
      guard let certificate = byteSequence(member), intermediates.count < CertificateChain.maximumIntermediates else {
        return nil
      }
      intermediates.append(certificate)
    }
    return ClientCertificate(leaf: leaf, intermediates: intermediates)
  }

  /// RFC 8941 §3.3.5.
  private static func byteSequence(_ text: Substring) -> Certificate? {
    let trimmed = text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
    guard trimmed.count > 2, trimmed.first == ":", trimmed.last == ":" else { return nil }
    return Base64.decode(String(trimmed.dropFirst().dropLast())).flatMap { try? Certificate(der: $0) }
  }

  private static func escaped(_ text: String) -> ClientCertificate? {
    guard let pem = Percent.decodeText(text, plusIsSpace: false) else { return nil }
    return (try? Certificate(pem: pem)).map { ClientCertificate(leaf: $0) }
  }
}
