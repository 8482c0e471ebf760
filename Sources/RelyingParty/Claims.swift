import JOSE

/// The verified claims of a token or an answer of the provider. Facts are read by name; what is absent is nil.
public struct Claims: Sendable, Hashable {
  let object: JSONObject

  /// A claim that is text.
  public func text(_ name: String) -> String? { object[name]?.string }
  /// A claim that is a whole number, as the dates of RFC 7519 §4.1 (seconds since 1970).
  public func integer(_ name: String) -> Int64? { object[name]?.integer }
  /// A claim that is a list of texts.
  public func texts(_ name: String) -> [String] { object[name]?.array?.compactMap(\.string) ?? [] }
  /// A member of a claim that is an object, as `sub` of `act`.
  public func text(_ name: String, _ member: String) -> String? { object[name]?[member]?.string }
  /// All of them as JSON, for showing or keeping.
  public var json: String { JSON.object(object).text }
  /// The names, in the order of the token.
  public var names: [String] { object.map { name, _ in name } }
}
