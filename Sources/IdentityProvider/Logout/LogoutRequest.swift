import JOSE
import KeyCustody
import OAuth

/// A request to log out, read and judged: who sends it, and whether the browser may go back there.
struct LogoutRequest {
  /// The ID token that was shown, when it is ours and fits the rest.
  let hint: LogoutHint?
  /// Who sends the person.
  let client: Client?
  /// Where the person may be sent back to.
  let returnAddress: RegisteredRedirectURI?
  /// An address was named that nobody may be sent to.
  let isReturnRefused: Bool
  /// Goes back with the person.
  let state: String?

  init(
    _ parameters: ParameterList, issuer: Issuer, keys: KeyRing, clients: ClientDirectory, at now: NumericDate
  ) async throws {
    let named = try parameters.single("client_id").flatMap { ClientID($0) }
    // 1. The hint is ours, and names the client that the request names.
    let shown = try parameters.single("id_token_hint")
    let read = shown.flatMap { LogoutHint($0, issuer: issuer, keys: keys) }
    let fits = read.map { hint in named.map { $0 == hint.client } ?? true } ?? (shown == nil)
    hint = fits ? read : nil
    // 2. A hint that is not good speaks for nobody, and neither does what stands beside it.
    let client: Client? =
      if fits, let id = read?.client ?? named { try await clients.client(id, at: now) } else { nil }
    // 3. The address is registered by this client, byte for byte.
    let address = try parameters.single("post_logout_redirect_uri")
    returnAddress = address.flatMap { client?.postLogoutRedirectURI(matching: $0) }
    isReturnRefused = address != nil && returnAddress == nil
    self.client = client
    state = try parameters.single("state")
  }

  /// Where the browser goes, with the client's state.
  var location: String? {
    returnAddress.map { address in
      Percent.appendQuery(to: address.value, state.map { [("state", $0)] } ?? [])
    }
  }
}
