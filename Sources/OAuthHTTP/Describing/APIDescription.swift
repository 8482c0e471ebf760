import HTTPTypes
package import JOSE

/// The sum of what rooms say of their endpoints, as far as these are mounted.
package struct APIDescription: Sendable {
  /// Described operations (as `POST /token`) that their room does not mount. The document leaves them out.
  package private(set) var unserved: [String] = []
  /// Endpoints for programs that their room does not describe.
  package private(set) var undescribed: [String] = []

  private var paths = JSONObject()
  private var components = JSONObject()

  /// The sum of these rooms. Throws when two of them contradict each other.
  package init(of rooms: [any Room]) throws(APIDescriptionError) {
    try take(components: try APIFragment(PackageResources.common_json).read().components)
    for room in rooms { try add(room) }
  }

  /// The OpenAPI document of a server.
  package func document(title: String, summary: String, server: String) -> JSONObject {
    [
      "openapi": "3.1.0",
      "info": ["title": .string(title), "summary": .string(summary), "version": "1"],
      "servers": [["url": .string(server)]],
      "paths": .object(paths),
      "components": .object(components),
    ]
  }

  private mutating func add(_ room: any Room) throws(APIDescriptionError) {
    let fragment = try room.apiDescription.read()
    let endpoints = room.endpoints
    var described: Set<String> = []
    for (path, item) in fragment.paths {
      guard let item = item.object else { throw .unexpected(path) }
      for (member, value) in item where member != "parameters" {
        let name = "\(member.uppercased()) \(path)"
        guard let operation = value.object else { throw .unexpected(name) }
        guard let endpoint = endpoints.first(where: { Self.name(of: $0) == name }) else {
          unserved.append(name)
          continue
        }
        described.insert(name)
        try take(Self.whole(operation, endpoint), as: member, at: path, beside: item["parameters"])
      }
    }
    undescribed += endpoints.filter { $0.audience == .client }.map(Self.name(of:)).filter { !described.contains($0) }
    if !described.isEmpty { try take(components: fragment.components) }
  }

  private mutating func take(
    _ operation: JSONObject, as member: String, at path: String, beside parameters: JSON?
  ) throws(APIDescriptionError) {
    let known = paths[path]?.object
    guard known?[member] == nil, known == nil || known?["parameters"] == parameters else {
      throw .conflict("\(member.uppercased()) \(path)")
    }
    var item = known ?? [:]
    item["parameters"] = parameters
    item[member] = .object(operation)
    paths[path] = .object(item)
  }

  private mutating func take(components more: JSONObject) throws(APIDescriptionError) {
    for (section, values) in more {
      var known = components[section]?.object ?? [:]
      for (name, value) in values.object ?? [:] {
        guard known[name] ?? value == value else { throw .conflict("\(section)/\(name)") }
        known[name] = value
      }
      components[section] = .object(known)
    }
  }

  /// With what every endpoint can answer besides: a refusal that is drawn for its audience.
  private static func whole(_ operation: JSONObject, _ endpoint: Endpoint) -> JSONObject {
    var operation = operation
    var responses = operation["responses"]?.object ?? [:]
    if responses["default"] == nil {
      let name = endpoint.audience == .client ? "Error" : "ErrorPage"
      responses["default"] = ["$ref": .string("#/components/responses/\(name)")]
    }
    operation["responses"] = .object(responses)
    return operation
  }

  private static func name(of endpoint: Endpoint) -> String { "\(endpoint.method.rawValue) \(endpoint.path)" }
}
