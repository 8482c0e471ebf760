import JOSE
import KeyCustody
import OAuth
import OAuthHTTP

/// Tells clients that an answer is there to be fetched (CIBA §10.2). It says nothing of the answer.
struct BackchannelPing: Sendable {
  /// The largest answer that is read, in bytes: only its status matters.
  private static let answerLimit = 16 * 1024

  private let secrets: ServerSecrets
  private let clients: ClientDirectory
  private let outgoing: any OutgoingRequests

  /// Asks by `outgoing`: clients name the addresses.
  init(secrets: ServerSecrets, clients: ClientDirectory, outgoing: any OutgoingRequests) {
    self.secrets = secrets
    self.clients = clients
    self.outgoing = outgoing
  }

  /// Makes one try.
  func tell(_ ping: SealedPing, of delivery: Delivery, at now: NumericDate) async throws -> DeliveryResult {
    guard let client = try await clients.client(delivery.client, at: now) else { return .clientGone }
    guard case .ping(let address) = client.backchannelAuthentication?.delivery else { return .notWanted }
    guard let (request, token) = ping.opened(by: secrets, at: now) else { return .notWanted }
    let body: JSON = ["auth_req_id": .string(request)]
    let notification = OutgoingRequest(
      address, accept: "application/json",
      body: OutgoingRequest.Body(type: "application/json", bytes: body.serialized()),
      headers: ["Authorization": "Bearer \(token)"], limit: Self.answerLimit)
    do throws(OutgoingRefusal) {
      return DeliveryResult(status: try await outgoing.answer(to: notification).status)
    } catch {
      return DeliveryResult(error)
    }
  }
}
