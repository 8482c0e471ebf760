package import JOSE

extension Client {
  /// The signatures by which its assertions may be signed (RFC 7523): the one that it registered, or any
  /// that its profile admits.
  package var assertionAlgorithms: Set<SignatureAlgorithm> {
    if let registered = profile.assertionAlgorithm { return [registered] }
    return Set(SignatureAlgorithm.registered.filter { SecurityProfile.admits($0, under: requests.profile) })
  }
}
