import HTTPTypes
import HummingbirdTesting
import JOSE
import NIOCore
import OAuthHTTP
import Testing

/// The descriptions that the servers publish, held against what they mount.
@Suite struct ServedDescriptionTests {
  /// Endpoints for programs that are nobody's interface: our own pages' scripts and styles ask for them.
  static let ownPages = ["GET /assets/", "GET /sign-in/{order}/events", "GET /sign-in/{order}/state"]

  @Test func `every mounted endpoint for programs is described, and nothing else`() async throws {
    try await ServingFixture.with { fixture in
      for (server, rooms) in try await fixture.rooms() {
        let description = try APIDescription(of: rooms)
        let undescribed = description.undescribed.filter { name in !Self.ownPages.contains { name.hasPrefix($0) } }
        #expect(undescribed == [], "\(server): write them into the room's fragment in OpenAPI/")
        #expect(description.unserved == [], "\(server): described and not mounted")
      }
    }
  }

  @Test func `each server publishes its description`() async throws {
    try await ServingFixture.with { fixture in
      try await fixture.serving { server, _, client in
        let answer = try await client.execute(uri: "/openapi.json", method: .get)
        #expect(answer.status == .ok)
        #expect(answer.headers[.contentType] == "application/json")
        let document = try JSON(parsing: Array(buffer: answer.body))
        #expect(document["openapi"] == "3.1.0", "\(server)")
        #expect(document["paths"]?["/openapi.json"] != nil, "\(server) describes the description")
        #expect(document["paths"]?["/token"]?["post"] != nil, "\(server)")
      }
    }
  }

  @Test func `every reference in a description leads somewhere`() async throws {
    try await ServingFixture.with { fixture in
      for (server, rooms) in try await fixture.rooms() {
        let document = JSON.object(
          try APIDescription(of: rooms).document(title: "T", summary: "S", server: "https://t.example"))
        for reference in Self.references(in: document) {
          let steps = reference.split(separator: "/").map(String.init)
          #expect(steps.first == "#", "\(server): \(reference)")
          #expect(steps.dropFirst().reduce(document) { $0?[$1] } != nil, "\(server): \(reference)")
        }
      }
    }
  }

  @Test func `every operation has a name of its own, a summary, an answer that succeeds, and its path's parameters`()
    async throws
  {
    try await ServingFixture.with { fixture in
      for (server, rooms) in try await fixture.rooms() {
        let document = try APIDescription(of: rooms).document(title: "T", summary: "S", server: "https://t.example")
        var names: Set<String> = []
        for (path, item) in document["paths"]?.object ?? [:] {
          for (method, operation) in item.object ?? [:] where method != "parameters" {
            let told = "\(server): \(method) \(path)"
            let isNew = names.insert(operation["operationId"]?.string ?? "").inserted
            #expect(isNew, "\(told)")
            #expect(operation["summary"]?.string?.isEmpty == false, "\(told)")
            #expect(
              operation["responses"]?.object?.names.contains { $0.hasPrefix("2") || $0.hasPrefix("3") } == true,
              "\(told)")
            let declared = ((item["parameters"]?.array ?? []) + (operation["parameters"]?.array ?? []))
              .filter { $0["in"] == "path" }.compactMap { $0["name"]?.string }
            let needed = path.split(separator: "/").filter { $0.hasPrefix("{") }.map {
              String($0.dropFirst().dropLast())
            }
            #expect(declared.sorted() == needed.sorted(), "\(told)")
          }
        }
        #expect(names.count > 6, "\(server)")
      }
    }
  }

  private static func references(in json: JSON) -> [String] {
    switch json {
    case .object(let members):
      members.flatMap { name, value in
        if name == "$ref", let reference = value.string { [reference] } else { references(in: value) }
      }
    case .array(let elements): elements.flatMap(references(in:))
    case .null, .bool, .integer, .number, .string: []
    }
  }
}
