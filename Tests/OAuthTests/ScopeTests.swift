import OAuth
import Testing

struct ScopeTests {
  @Test func `a set keeps its order and each scope once`() {
    let set = ScopeSet(parsing: "openid licence openid  holder")
    #expect(set?.text == "openid licence holder")
    #expect(set?.count == 3)
  }

  @Test func `order does not matter to equality`() {
    #expect(ScopeSet(parsing: "a b") == ScopeSet(parsing: "b a"))
    #expect(ScopeSet(parsing: "a b")?.hashValue == ScopeSet(parsing: "b a")?.hashValue)
    #expect(ScopeSet(parsing: "a b") != ScopeSet(parsing: "a c"))
    #expect(ScopeSet(parsing: "a b") != ScopeSet(parsing: "a"))
  }

  @Test func `the empty text is the empty set`() {
    #expect(ScopeSet(parsing: "")?.isEmpty == true)
    #expect(ScopeSet(parsing: "")?.text == "")
  }

  @Test(arguments: ["a\"b", "a\\b", "a\tb", "执照", "a\u{7F}", String(repeating: "x", count: 129)])
  func `a character outside the grammar refuses the whole set`(text: String) {
    #expect(ScopeSet(parsing: "openid \(text)") == nil)
  }

  @Test func `more than 64 scopes are refused`() {
    #expect(ScopeSet(parsing: (0..<64).map { "s\($0)" }.joined(separator: " ")) != nil)
    #expect(ScopeSet(parsing: (0..<65).map { "s\($0)" }.joined(separator: " ")) == nil)
  }

  @Test func `sets intersect, unite and compare`() {
    let few: ScopeSet = [.openID, .licence]
    #expect(few.isSubset(of: .known))
    #expect(!ScopeSet.known.isSubset(of: few))
    #expect(ScopeSet.known.intersection(few) == few)
    #expect(few.union([.holder]) == [.openID, .licence, .holder])
    #expect(few.contains(.openID) && !few.contains(.holderIdentity))
  }

  @Test func `the known scopes have their names on the wire`() {
    #expect(
      ScopeSet.known.text
        == "openid licence licence.particulars holder holder.identity offline_access profile address")
  }
}
