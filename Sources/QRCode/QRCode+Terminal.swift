extension QRCode {
  /// Lines for a terminal, two rows of modules in each. Terminals mostly write light on dark, so the light modules and
  /// the quiet zone are what is drawn, and the dark ones are left as the background.
  package var terminalText: String {
    let zone = QRCode.quietZone
    var lines: [String] = []
    for y in stride(from: -zone, to: side + zone, by: 2) {
      var line = ""
      for x in -zone..<(side + zone) {
        // The side is odd, so the last line has an upper half only.
        let lowerIsLight = y + 1 < side + zone && !self[x, y + 1]
        switch (!self[x, y], lowerIsLight) {
        case (true, true): line += "█"
        case (true, false): line += "▀"
        case (false, true): line += "▄"
        case (false, false): line += " "
        }
      }
      lines.append(line)
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
