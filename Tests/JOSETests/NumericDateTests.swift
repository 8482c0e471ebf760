import JOSE
import Testing

@Suite struct NumericDateTests {
  @Test func `sums stop at the ends of the range`() {
    #expect(NumericDate(.max) + 1 == NumericDate(.max))
    #expect(NumericDate(.min) - 1 == NumericDate(.min))
    #expect(NumericDate(.min) + -1 == NumericDate(.min))
    #expect(NumericDate(.max) - -1 == NumericDate(.max))
    #expect(NumericDate(.max) - NumericDate(.min) == .max)
    #expect(NumericDate(.min) - NumericDate(.max) == .min)
  }

  @Test func `distance and order agree`() {
    #expect(NumericDate(100) - NumericDate(40) == 60)
    #expect(NumericDate(40) + 60 == NumericDate(100))
    #expect(NumericDate(40) < NumericDate(100))
  }

  @Test func `a JSON number is a time, cut down to whole seconds`() throws {
    #expect(JSON.integer(1_700_000_000).date == NumericDate(1_700_000_000))
    #expect(JSON.number(1_700_000_000.9).date == NumericDate(1_700_000_000))
    #expect(JSON.number(-0.5).date == NumericDate(-1))
    #expect(JSON.number(1e300).date == nil)
    #expect(JSON.string("1700000000").date == nil)
    #expect(JSON.date(NumericDate(5)) == 5)
  }
}
