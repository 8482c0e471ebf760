import QRCode
import Testing

struct QRCodeTerminalTests {
  @Test func `the halves of the blocks are the light modules`() throws {
    let code = try QRCode("tongzhao")
    let lines = code.terminalText.split(separator: "\n", omittingEmptySubsequences: true).map(Array.init)
    let whole = code.side + 8
    #expect(lines.count == (whole + 1) / 2)
    for (row, line) in lines.enumerated() {
      #expect(line.count == whole)
      for (column, character) in line.enumerated() {
        let upper = "█▀".contains(character)
        let lower = "█▄".contains(character)
        let y = row * 2 - 4
        #expect(upper == !code[column - 4, y])
        // Below the last row of the quiet zone nothing is drawn.
        #expect(lower == (row * 2 + 1 < whole && !code[column - 4, y + 1]))
      }
    }
  }

  @Test func `the quiet zone is drawn on all four sides`() throws {
    let lines = try QRCode("tongzhao").terminalText.split(separator: "\n")
    #expect(lines.prefix(2).allSatisfy { $0.allSatisfy { $0 == "█" } })
    #expect(lines.allSatisfy { $0.prefix(4) == $0.suffix(4) })
    #expect(lines.last?.allSatisfy { $0 == "▀" } == true)
  }
}
