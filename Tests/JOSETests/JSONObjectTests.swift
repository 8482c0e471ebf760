import JOSE
import Testing

@Suite struct JSONObjectTests {
  @Test func `members keep their order and their place`() {
    var object: JSONObject = ["c": 1, "a": 2, "b": 3]
    object["a"] = 20
    object["d"] = 4
    #expect(object.names == ["c", "a", "b", "d"])
    object["c"] = nil
    object["x"] = nil
    #expect(object.names == ["a", "b", "d"])
    #expect(object.count == 3)
    #expect(Array(object.map(\.name)) == object.names)
  }

  @Test func `of two equal names the later value wins`() {
    #expect(JSONObject([("a", 1), ("b", 2), ("a", 3)]) == ["a": 3, "b": 2])
  }

  @Test func `null is a value and not an absence`() {
    let object: JSONObject = ["a": nil]
    #expect(object["a"] == .some(.null))
    #expect(object["b"] == .none)
  }

  @Test func `equality does not look at the order`() {
    let object: JSONObject = ["a": 1, "b": [1, 2]]
    #expect(object == ["b": [1, 2], "a": 1])
    #expect(object.hashValue == (["b": [1, 2], "a": 1] as JSONObject).hashValue)
    #expect(object != ["b": [2, 1], "a": 1])
    #expect(object != ["a": 1])
    #expect(object != ["a": 1, "b": [1, 2], "c": nil])
    #expect(object != ["a": 1, "c": [1, 2]])
  }

  @Test func `merging lets the newcomer win`() {
    #expect(
      (["a": 1, "b": 2] as JSONObject).merging(["b": 3, "c": 4]).serialized() == Array(#"{"a":1,"b":3,"c":4}"#.utf8))
  }

  @Test func `names and strings are compared byte by byte`() throws {
    let kelvin = "\u{212A}"
    #expect(kelvin == "K")
    #expect(!kelvin.isExactly("K"))
    #expect("K".isExactly("K"))
    #expect(JSON.string(kelvin) != "K")
    let object: JSONObject = ["K": 1]
    #expect(object[kelvin] == .none)
    #expect(object != JSONObject([(kelvin, 1)]))
  }

  @Test func `a view of the wrong kind is nil`() {
    let values: [JSON] = [nil, true, 1, .number(1.5), "s", [], .object([:])]
    #expect(values.map { $0.string != nil } == [false, false, false, false, true, false, false])
    #expect(values.map { $0.integer != nil } == [false, false, true, false, false, false, false])
    #expect(values.map { $0.bool != nil } == [false, true, false, false, false, false, false])
    #expect(values.map { $0.array != nil } == [false, false, false, false, false, true, false])
    #expect(values.map { $0.object != nil } == [false, false, false, false, false, false, true])
    #expect(values.map { $0.date != nil } == [false, false, true, true, false, false, false])
    #expect((["a": 1] as JSON)["a"] == 1)
    #expect(([1] as JSON)["a"] == .none)
  }
}
