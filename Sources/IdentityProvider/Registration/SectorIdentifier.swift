import JOSE
import OAuthHTTP

/// The document of a sector (OpenID Connect Registration §5): whoever has the sector's host says there which redirect
/// addresses belong to it. Without that anybody could claim to be of a sector and learn its pairwise subjects.
struct SectorIdentifier: Sendable {
  let outgoing: any OutgoingRequests

  /// Refuses a client whose redirect addresses are not all in the document of the sector that it names.
  func require(_ client: Client) async throws(RegistrationRefusal) {
    guard let address = client.profile.sectorIdentifier else { return }
    let answer: OutgoingAnswer
    do throws(OutgoingRefusal) {
      answer = try await outgoing.answer(to: OutgoingRequest(address, accept: "application/json"))
    } catch {
      throw .sectorUnreachable(error)
    }
    guard answer.status == 200, let listed = Self.listed(answer.bytes) else { throw .sectorUnreadable }
    let isComplete = client.redirectURIs.allSatisfy { redirect in listed.contains { $0.isExactly(redirect.value) } }
    guard isComplete else { throw .sectorIncomplete }
  }

  private static func listed(_ bytes: [UInt8]) -> [String]? {
    do { return try JSON(parsing: bytes).array?.compactMap(\.string) } catch { return nil }
  }
}
