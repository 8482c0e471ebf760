import JOSE
package import OAuth

/// What a browser brought to /authorize, or a client to /par, before it is known which of it counts. Only whose it is and
/// by which way its parameters come can be read.
package struct PresentedRequest: Sendable {
  /// By which way the parameters come.
  package enum Way: Sendable {
    /// As they are (RFC 6749 §4.1.1).
    case plain
    /// In a request object (RFC 9101 §5.1).
    case object(String)
    /// In a request object that lies somewhere (RFC 9101 §5.2).
    case reference(String)
    /// They were pushed before (RFC 9126 §4).
    case pushed(BearerSecret<PushedRequestSecret>)
    /// Both `request` and `request_uri`: which of them is meant, nobody can say (RFC 9101 §5).
    case contradictory
  }

  /// Whose it says it is.
  package let clientID: ClientID
  /// By which way the parameters come.
  package let way: Way
  fileprivate let list: ParameterList

  /// What came to /authorize. No parameter but `resource` comes twice (RFC 6749 §3.1, RFC 8707 §2).
  package init(_ list: ParameterList) throws(ShownRefusal) {
    do { try list.requireNoDuplicates(except: RequestParameters.repeatable) } catch { throw .duplicateParameter }
    guard let text = list.all("client_id").first else { throw .missingClient }
    guard let id = ClientID(text) else { throw .unknownClient }
    self.init(list, of: id)
  }

  /// What an authenticated client pushes. The form's own rule has refused repeated parameters.
  package init(_ list: ParameterList, pushedBy caller: AuthenticatedClient) { self.init(list, of: caller.client.id) }

  private init(_ list: ParameterList, of client: ClientID) {
    clientID = client
    self.list = list
    switch (list.all("request").first, list.all("request_uri").first) {
    case (nil, nil): way = .plain
    case (let object?, nil): way = .object(object)
    case (nil, let reference?): way = PushedRequestURI.secret(of: reference).map(Way.pushed) ?? .reference(reference)
    case (.some, .some): way = .contradictory
    }
  }

  /// Where a refusal may go when the parameters that count are not to be had: to an address that is the client's, if one
  /// stands beside. Nothing else goes there.
  package func refusalTarget(of client: Client) -> ResponseTarget? {
    let parameters = RequestParameters(list, isSigned: false)
    do throws(ShownRefusal) { return try ResponseTarget(parameters, of: client) } catch { return nil }
  }
}

/// The parameters of one request that count, whichever way they came. All rules take these; those that were merely
/// presented beside them cannot be reached.
package struct RequestParameters: Sendable {
  /// The parameters that may be repeated (RFC 8707 §2).
  package static let repeatable: Set<String> = ["resource"]

  private let list: ParameterList
  /// Whether the client signed them.
  package let isSigned: Bool

  fileprivate init(_ list: ParameterList, isSigned: Bool) {
    self.list = list
    self.isSigned = isSigned
  }

  /// Those that were presented, when no others take their place.
  package init?(_ presented: PresentedRequest) {
    guard case .plain = presented.way else { return nil }
    self.init(presented.list, isSigned: false)
  }

  /// Those in a request object, and no others (RFC 9101 §5: what stands outside is not used).
  package init(_ request: SignedRequest) { self.init(ParameterList(request.parameters), isSigned: true) }

  /// The value of a parameter; nil when it is absent or empty (RFC 6749 §3.1).
  package func value(_ name: String) -> String? { list.all(name).first }

  /// All values of a parameter that may be repeated.
  package func values(_ name: String) -> [String] { list.all(name) }

  /// The first words of a parameter that is a list.
  package func words(_ name: String) -> [String] {
    (value(name) ?? "").parts(between: " ", keepingEmpty: false).prefix(8).map(String.init)
  }
}
