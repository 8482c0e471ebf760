import HTTPTypes
import Hummingbird
import JOSE
import OAuth
import OAuthHTTP
import RelyingParty

/// The department's two doors: a page that a portal's form opens, and an interface for programs. Both validate the
/// token locally and by introspection, and say what each found.
struct DepartmentSite: Room {
  let validator: TokenValidator
  let introspector: Introspector
  let pages: DepartmentPages
  let counts = VerdictCounts()
  /// Seconds since 1970.
  let now: @Sendable () -> Int64

  var endpoints: [Endpoint] {
    [
      .get("/", audience: .person) { request, _ in pages.welcome(.of(request)) },
      .post("/matter", audience: .person) { request, _ in try await matter(request) },
      .get("/api/enterprise") { request, _ in try await enterprise(request) },
      .get("/api/counts") { _, _ in .json(counts.json) },
      .get("/health/ready") { _, _ in .text("ready\n") },
    ]
  }

  private func verdicts(_ token: String) async -> Verdicts {
    let found = await asked(token)
    counts.count(found)
    return found
  }

  private func asked(_ token: String) async -> Verdicts {
    let local: Verdicts.Local
    do {
      local = .accepted(try await validator.validate(token, requiring: ["licence"], at: now()))
    } catch {
      local = .refused(error)
    }
    do {
      let introspection = try await introspector.introspect(token, at: now())
      return Verdicts(local: local, asked: introspection.isActive ? .active(introspection.claims) : .inactive)
    } catch {
      return Verdicts(local: local, asked: .unanswered(error))
    }
  }

  private func matter(_ request: Request) async throws -> Response {
    guard let token = try await formBody(of: request).single("access_token") else {
      return pages.welcome(.of(request))
    }
    return pages.matter(await verdicts(token), token: token, at: now(), .of(request))
  }

  /// For programs: 200 only when both doors agree (RFC 6750 §3.1).
  private func enterprise(_ request: Request) async throws -> Response {
    let field = request.headers[.authorization] ?? ""
    guard field.lowercased().hasPrefix("bearer ") else {
      throw OAuthError(.invalidToken, "send the access token in the Authorization header", status: 401)
    }
    let found = await verdicts(String(field.dropFirst(7)))
    var answer: JSONObject = [
      "local": .string(found.local.outcome), "introspection": .string(found.asked.outcome),
    ]
    guard case .accepted(let token) = found.local, case .active = found.asked else {
      return .json(answer, status: .unauthorized)
    }
    answer["sub"] = .string(token.subject)
    answer["scope"] = .string(token.scopes.joined(separator: " "))
    if let actor = token.claims.text("act", "sub") { answer["act"] = ["sub": .string(actor)] }
    if let role = token.claims.text("holder_role") { answer["holder_role"] = .string(role) }
    return .json(answer)
  }
}
