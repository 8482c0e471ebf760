import ELicence
import FuzzHarness
import JOSE
import OAuth

extension FuzzTarget {
  static let dcql = FuzzTarget("dcql", maximumLength: 16384) { bytes in
    guard let json = try? JSON(parsing: bytes), let query = try? DCQLQuery(json: json) else { return }
    try hold((try? DCQLQuery(json: query.json)) == query, "a query that was read and written is read as the same")
    try hold(query.selection(answerable: Set(query.credentials.map(\.id))) != nil, "who can answer all, answers")
    _ = query.selection(answerable: [])
  }

  static let claimsRequest = FuzzTarget.text("claims-request", maximumLength: 16384) { text in
    guard let request = try? ClaimsRequest(parsing: text) else { return }
    try hold((try? ClaimsRequest(json: request.json)) == request, "claims that were read and kept are read as the same")
    try hold(request.idToken.count <= 64 && request.userInfo.count <= 64, "claims are bounded")
  }

  static let presentation = FuzzTarget("presentation", maximumLength: 16384) { bytes in
    guard let json = try? JSON(parsing: bytes, maximumDepth: 16) else { return }
    guard let presentation = try? UnverifiedPresentation(vpToken: json, answering: DCQLQuery.licenceQueryID) else {
      return
    }
    let answer = json[DCQLQuery.licenceQueryID]?.array?.first?.string
    try hold(presentation.credential.compact == answer, "a presentation is kept as it came")
  }

  static let form = FuzzTarget("form", maximumLength: 65536) { bytes in
    guard let list = try? ParameterList(formEncoded: bytes) else { return }
    try hold(list.names.count <= 64, "parameters are bounded")
    let written = Array(Percent.formEncode(list.pairs).utf8)
    let again = try? ParameterList(formEncoded: written, maximumLength: .max)
    try hold(again == list, "parameters that were read and written are read as the same")
    if (try? list.requireNoDuplicates()) != nil {
      for (name, value) in list.pairs {
        try hold(try list.single(name) == (value.isEmpty ? nil : value), "a parameter is found by its name")
      }
    }
  }

  /// Lines, each of which is tried as every word.
  static let protocolWords = FuzzTarget.text("protocol-words", maximumLength: 512) { text in
    if let scopes = ScopeSet(parsing: text) {
      try hold(ScopeSet(parsing: scopes.text) == scopes || scopes.isEmpty, "scopes are written as they are read")
    }
    if let prompts = PromptSet(parsing: text) {
      try hold(PromptSet(parsing: prompts.text) == prompts || prompts.text.isEmpty, "prompts likewise")
    }
    if let issuer = Issuer(text) {
      try hold(Issuer(issuer.value) == issuer && issuer.value == text, "an issuer is kept as it came")
      try hold((1...65535).contains(issuer.port), "an issuer has a port")
    }
    if let client = ClientID(text) { try hold(client.value == text, "a client's identifier is kept as it came") }
    if let challenge = CodeChallenge(text), let verifier = CodeVerifier(text) {
      try hold(!challenge.matches(verifier), "a challenge is no verifier of itself")
    }
    if let decoded = Percent.decodeText(text, plusIsSpace: false) {
      try hold(
        Percent.decodeText(Percent.encode(decoded), plusIsSpace: false) == decoded, "what is escaped comes back")
    }
  }
}
