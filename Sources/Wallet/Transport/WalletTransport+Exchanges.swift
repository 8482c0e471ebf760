import JOSE
import OAuth

extension WalletTransport {
  /// Reads JSON.
  func getJSON(_ url: WebAddress) async throws(WalletTransportFailure) -> WalletHTTPAnswer {
    try await send(WalletHTTPRequest(.get, url, headers: [("accept", "application/json")]))
  }

  /// Posts a form.
  func postForm(
    _ url: WebAddress, _ form: [(String, String)], accept: String = "application/json"
  ) async throws(WalletTransportFailure) -> WalletHTTPAnswer {
    try await send(
      WalletHTTPRequest(
        .post, url, headers: [("accept", accept), ("content-type", "application/x-www-form-urlencoded")],
        body: Array(Percent.formEncode(form).utf8)))
  }

  /// Posts JSON, with an access token if there is one.
  func postJSON(
    _ url: WebAddress, _ json: JSONObject, token: String?
  ) async throws(WalletTransportFailure) -> WalletHTTPAnswer {
    var headers = [(name: "accept", value: "application/json"), (name: "content-type", value: "application/json")]
    if let token { headers.append((name: "authorization", value: "Bearer \(token)")) }
    return try await send(WalletHTTPRequest(.post, url, headers: headers, body: json.serialized()))
  }
}

extension WalletHTTPAnswer {
  /// The body as a JSON object; nil when it is none.
  var json: JSONObject? {
    guard case .object(let object)? = try? JSON(parsing: body) else { return nil }
    return object
  }
}
