/// Why a text is not taken as JSON. Some of these are legal RFC 8259 texts that two readers could take differently.
package enum JSONError: Error, Sendable, Hashable, CaseIterable {
  case byteOrderMark
  case unexpectedEnd
  case unexpectedByte
  case trailingBytes
  case tooDeep
  case duplicateName
  case invalidUTF8
  case controlCharacter
  case invalidEscape
  case loneSurrogate
  case invalidNumber
  case numberOutOfRange
}
