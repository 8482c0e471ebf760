import ELicence
import IdentityProvider
package import JOSE
package import OAuth

/// Takes a measure back. What was ended stays ended.
package struct LiftEmergency: OperatorCommand {
  /// What is lifted.
  package enum Measure: Sendable, Hashable {
    case lockdown
    /// The block of an enterprise's licences, by its credit code.
    case licence(String)
    case client(ClientID)
    /// An issuer in the trust list, by its name or region.
    case issuer(String)
  }

  package static let name = "emergency.lift"
  package static let duty = OperatorDuty.security
  package static let effect = OperatorEffect.endangers

  package let measure: Measure

  package init(_ measure: Measure) { self.measure = measure }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    let licence = try parameters.optionalParsed("uscc", "a unified social credit code") { try? CreditCode($0) }
    let client = try parameters.optionalParsed("client_id", "a client's identifier") { ClientID($0) }
    let issuer = try parameters.optionalText("issuer")
    try parameters.finish()
    let named = [licence.map { Measure.licence($0.value) }, client.map(Measure.client), issuer.map(Measure.issuer)]
      .compactMap(\.self)
    guard named.count <= 1 else { throw OperatorParameterMistake.notAllowed("uscc", reason: "is one of several") }
    measure = named.first ?? .lockdown
  }

  package var parameters: JSONObject {
    switch measure {
    case .lockdown: [:]
    case .licence(let uscc): ["uscc": .string(uscc)]
    case .client(let id): ["client_id": .string(id.value)]
    case .issuer(let name): ["issuer": .string(name)]
    }
  }

  package func plan(at desk: OperatorDesk, now: NumericDate) async throws -> [String] {
    switch measure {
    case .lockdown: ["Logins and tokens are given again within a second, to everybody.", "Lift the lockdown?"]
    case .licence(let uscc): ["Licences of \(uscc) are accepted again, as far as their issuer says so.", "Lift it?"]
    case .client(let id): ["\(id.value) is in service again; what it held stays ended.", "Lift it?"]
    case .issuer(let name): ["Licences of \(name) are accepted again; logins that were ended stay so.", "Lift it?"]
    }
  }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let operations = EmergencyOperations(desk.state)
    let what: String
    switch measure {
    case .lockdown:
      try await operations.unlock(reason: desk.reason, at: now)
      what = "lockdown"
    case .licence(let uscc):
      try await operations.unblock(uscc, reason: desk.reason, at: now)
      what = uscc
    case .client(let id):
      what = try await ClientOperations(desk.state).suspend(id, false, reason: desk.reason, at: now).id.value
    case .issuer(let name):
      let trust = try await TrustOperations(try desk.identityProvider, desk.state, at: now)
      what = try await trust.move(try await trust.entry(name), to: .active, reason: desk.reason, at: now).name
    }
    return OperatorAnswer(json: ["lifted": .string(what)], lines: ["Lifted: \(what)"])
  }
}
