import JOSE
import OAuth

extension TokenIssuer {
  /// What an access token of this client is signed by. Whoever reads it decides: departments that all registered the same
  /// signature have it. SM2 is given to nobody else, because a department may know RFC 7518 only; a token that this server
  /// alone reads is signed as the client registered.
  func algorithm(
    ofTokensOf client: Client, for audiences: [String], at now: NumericDate
  ) async throws -> SignatureAlgorithm {
    let departments = audiences.filter { !$0.isExactly(issuer.value) }
    guard !departments.isEmpty else { return client.accessTokenAlgorithm }
    let wishes = try await clients.audienceAlgorithms(at: now)
    let first = wishes[departments[0]]
    if let first, departments.allSatisfy({ wishes[$0] == first }) { return first }
    return client.accessTokenAlgorithm == .sm2 ? .es256 : client.accessTokenAlgorithm
  }
}
