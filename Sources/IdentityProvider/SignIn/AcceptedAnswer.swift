import Hummingbird
import JOSE
import KeyCustody
import OAuth
import OAuthHTTP

/// What a wallet is told whose answer was taken. Its secrets follow from the attempt and from the very bytes of the
/// answer, under a key that stays on the server: a wallet that lost the reply posts the same again and is told the same,
/// and nobody else can ask for it.
struct AcceptedAnswer: Sendable {
  let order: OrderID
  let channel: Channel
  /// What opens the receipt.
  let receipt: BearerSecret<ReceiptSecret>
  /// What the return must bring, for an order that was started on this device.
  let responseCode: BearerSecret<ResponseCodeSecret>?

  init(_ attempt: AttemptID, _ response: String, order: OrderID, channel: Channel, by secret: ServerSecret) {
    self.order = order
    self.channel = channel
    receipt = Self.receipt(attempt, response, by: secret)
    responseCode =
      channel.isSameDevice ? BearerSecret(derived: Self.derived("response-code", attempt, response, by: secret)) : nil
  }

  /// The same again, for an answer that was taken before and of which nothing has come since. Looking changes nothing.
  static func again(
    _ attempt: AttemptID, _ response: String, in signIn: SignIn, at now: NumericDate
  ) async throws -> AcceptedAnswer? {
    // The secret may have been exchanged since; there are two at most.
    for secret in signIn.secrets.verifying(.ticket, at: now) {
      let digest = receipt(attempt, response, by: secret).digest
      guard let kept = try await signIn.orders.receipt(digest, at: now) else { continue }
      guard kept.state == .approved, kept.disownedAt == nil, let ends = kept.orderExpires, ends > now else {
        return nil
      }
      return AcceptedAnswer(attempt, response, order: kept.order, channel: kept.channel, by: secret)
    }
    return nil
  }

  /// `receipt_uri` is ours; a wallet that does not know it leaves it alone (OpenID4VP 1.0 §8.2).
  func reply(from issuer: Issuer) -> Response {
    let receiptURI = issuer.url("/r/\(receipt.revealed())")
    let next =
      if let responseCode {
        Percent.appendQuery(
          to: issuer.url("/sign-in/\(order.value)/return"), [("response_code", responseCode.revealed())])
      } else {
        receiptURI
      }
    return .json(["redirect_uri": .string(next), "receipt_uri": .string(receiptURI)] as JSONObject)
  }

  private static func receipt(
    _ attempt: AttemptID, _ response: String, by secret: ServerSecret
  ) -> BearerSecret<ReceiptSecret> {
    BearerSecret(derived: derived("receipt", attempt, response, by: secret))
  }

  private static func derived(
    _ what: String, _ attempt: AttemptID, _ response: String, by secret: ServerSecret
  ) -> String {
    let message = "answer/\(what)/\(attempt.value)/\(Digests.sha256Text(Array(response.utf8)))"
    return Base64URL.encode(secret.authenticationCode(for: Array(message.utf8)))
  }
}
