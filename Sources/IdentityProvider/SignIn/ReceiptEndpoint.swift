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
        let language = Language.of(request)
        var values = view.values(language)
        values["path"] = "/r/\(secret.revealed())"
        return LanguageChoice.remembering(
          request, .html(signIn.pages.render("receipt", values, language: language), language: language))
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
}
