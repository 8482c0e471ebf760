import AuditLog
import HTTPTypes
import Hummingbird
import JOSE
import OAuth
import OAuthHTTP

/// GET /audit/keys: the public audit keys of all times, removed ones too, so that anybody can check a receipt years later.
/// Receipts name the address.
struct AuditKeysRoom: Room {
  static let path = "/audit/keys"

  private let log: any AuditStore

  init(_ log: any AuditStore) { self.log = log }

  var apiDescription: APIFragment { APIFragment(Array(Self.description.utf8)) }

  var endpoints: [Endpoint] {
    [
      .get(Self.path, cors: .anyOriginNoCredentials) { [log] _, _ in
        var response = Response.bytes(
          try await log.publicKeys().json.serialized(), type: "application/jwk-set+json")
        response.headers[.cacheControl] = "public, max-age=300"
        return response
      }
    ]
  }

  private static let description = """
    {
      "paths": {
        "/audit/keys": {
          "get": {
            "operationId": "auditKeys",
            "summary": "The keys that sign the audit log, of all times: with them a receipt is checked",
            "responses": {
              "200": {
                "description": "Keys that sign no more among them.",
                "content": {"application/jwk-set+json": {"schema": {"$ref": "#/components/schemas/JWKSet"}}}
              }
            }
          }
        }
      }
    }
    """
}
