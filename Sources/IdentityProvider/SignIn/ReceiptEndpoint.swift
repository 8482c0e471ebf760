import AuditLog
import ELicence
import HTTPTypes
import Hummingbird
import JOSE
import Logging
import OAuth
import OAuthHTTP

/// The page on the phone after approving: the number while it is waited for, then the receipt; and "not me".
struct ReceiptEndpoint: Sendable {
  private let signIn: SignIn

  init(_ signIn: SignIn) { self.signIn = signIn }

  var endpoints: [Endpoint] {
    [
      .get("/r/{receipt}", audience: .person, cors: .anyOriginNoCredentials) { request, context in
        let now = signIn.clock()
        guard let secret = context.pathParameter("receipt").flatMap({ BearerSecret<ReceiptSecret>(presented: $0) }),
          let receipt = try await signIn.orders.receipt(secret.digest, at: now)
        else { throw PageError.receiptGone }
        let view = ReceiptView(receipt, secret: secret, at: now)
        if request.prefersJSON { return .json(view.json) }
        return page(view, secret, request)
      },
      .get("/r/{receipt}/proof", audience: .person, cors: .anyOriginNoCredentials) { request, context in
        let now = signIn.clock()
        guard let secret = context.pathParameter("receipt").flatMap({ BearerSecret<ReceiptSecret>(presented: $0) }),
          let receipt = try await signIn.orders.receipt(secret.digest, at: now)
        else { throw PageError.receiptGone }
        return try await proof(of: receipt, secret, request, at: now)
      },
      .post("/r/{receipt}/not-me", audience: .person, cors: .anyOriginNoCredentials) { request, context in
        let now = signIn.clock()
        guard let secret = context.pathParameter("receipt").flatMap({ BearerSecret<ReceiptSecret>(presented: $0) }),
          try await signIn.orders.disown(secret.digest, at: now)
        else { throw PageError.receiptGone }
        try await signIn.watch.look()
        context.logger.notice("a login was disowned")
        if request.prefersJSON { return .json(["state": "disowned"] as JSONObject) }
        return .seeOther(to: signIn.issuer.url("/r/\(secret.revealed())"))
      },
    ]
  }

  private func page(
    _ view: ReceiptView, _ secret: BearerSecret<ReceiptSecret>, _ request: Request, isProofLate: Bool = false
  ) -> Response {
    var values = view.values(.of(request))
    values["path"] = "/r/\(secret.revealed())"
    values["isProofLate"] = isProofLate
    return signIn.pages.page("receipt", values, for: request)
  }

  /// The receipt as a file that verifies by itself. One without its proof is never handed out: while the log is not
  /// signed so far, the answer is 202 and when to come again.
  private func proof(
    of receipt: Receipt, _ secret: BearerSecret<ReceiptSecret>, _ request: Request, at now: NumericDate
  ) async throws -> Response {
    switch try await signIn.proofs.proof(of: receipt.order, at: now) {
    case .proved(let proved):
      var response = Response.json(proved.json)
      response.headers[.contentDisposition] =
        #"attachment; filename="tongzhao-receipt-\#(proved.index).json""#
      return response
    case .later(let seconds):
      let view = ReceiptView(receipt, secret: secret, at: now)
      var response =
        request.prefersJSON
        ? Response.json(["state": "pending", "retry_after": .integer(Int64(seconds))] as JSONObject)
        : page(view, secret, request, isProofLate: true)
      response.status = .accepted
      response.headers[.retryAfter] = String(seconds)
      return response
    case .none: throw PageError.receiptGone
    }
  }
}
