/// How large a status list is. Many credentials in one list hide each other (Token Status List §12.1); half of the
/// places stay free so that a random one is found quickly.
package enum StatusListSize {
  /// Places in a list: 32 KiB of two bits each.
  package static let places = 1 << 17
  /// How many are taken before the next list is opened.
  package static let filled = places / 2
  /// How many random places are tried; all are taken once in 2^32 times.
  package static let candidates = 32
}
