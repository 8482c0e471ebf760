import JOSE
import OAuth

extension ClaimsRequest {
  /// The subject that a client insists on by `{"sub": {"value": …}}` (OpenID Connect Core §5.5.1).
  var expectedSubject: String? { idToken.first { $0.name == "sub" }?.value?.string }

  /// The levels that a client insists on by an essential `acr` (OpenID Connect Core §5.5.1.1).
  var essentialACRValues: [String] {
    guard let acr = idToken.first(where: { $0.name == "acr" }), acr.isEssential else { return [] }
    return ((acr.value.map { [$0] } ?? []) + (acr.values ?? [])).compactMap(\.string)
  }
}
