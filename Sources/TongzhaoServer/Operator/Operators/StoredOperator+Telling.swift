import JOSE
import KeyCustody
import LibCrypto
import SQLStore

extension StoredOperator {
  /// For programs.
  var json: JSONObject {
    var json: JSONObject = [
      "name": .string(name), "role": .string(role), "standing": .string(standing.rawValue),
      "certificate_sha256": .string(fingerprint.map(Self.hex).joined()), "enrolled_at": .date(enrolledAt),
      "changed_at": .date(changedAt), "fixed_term": .bool(hasFixedTerm),
    ]
    json["seen_at"] = seenAt.map(JSON.date)
    json["certificate_until"] = certificateEnd.map(JSON.date)
    return json
  }

  /// For a person at a terminal.
  var lines: [String] {
    [
      "\(name)  \(role)  \(standing.rawValue)",
      "    certificate \(fingerprint.prefix(8).map(Self.hex).joined())…"
        + (certificateEnd.map { ", until \($0.text)" } ?? "")
        + (hasFixedTerm ? ", for a fixed term" : ""),
      "    enrolled \(enrolledAt.text)" + (seenAt.map { ", last seen \($0.text)" } ?? ", never seen"),
    ]
  }

  var answer: OperatorAnswer { OperatorAnswer(json: .object(json), lines: lines) }

  private var certificateEnd: NumericDate? {
    do { return NumericDate(try Certificate(der: certificate).notAfter) } catch { return nil }
  }

  private static func hex(_ byte: UInt8) -> String { String(byte >> 4, radix: 16) + String(byte & 15, radix: 16) }
}
