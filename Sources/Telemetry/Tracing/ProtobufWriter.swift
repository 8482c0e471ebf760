/// Writes protocol buffers' wire format: the five shapes that OTLP's traces need.
struct ProtobufWriter {
  private(set) var bytes: [UInt8] = []

  mutating func varint(_ field: Int, _ value: UInt64) {
    key(field, 0)
    append(value)
  }

  mutating func fixed64(_ field: Int, _ value: UInt64) {
    key(field, 1)
    for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
  }

  mutating func fixed32(_ field: Int, _ value: UInt32) {
    key(field, 5)
    for shift in stride(from: 0, to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
  }

  mutating func octets(_ field: Int, _ value: [UInt8]) {
    key(field, 2)
    append(UInt64(value.count))
    bytes += value
  }

  mutating func text(_ field: Int, _ value: String) { octets(field, Array(value.utf8)) }

  mutating func message(_ field: Int, _ write: (inout ProtobufWriter) -> Void) {
    var inner = ProtobufWriter()
    write(&inner)
    octets(field, inner.bytes)
  }

  private mutating func key(_ field: Int, _ wireType: UInt64) { append(UInt64(field) << 3 | wireType) }

  private mutating func append(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
