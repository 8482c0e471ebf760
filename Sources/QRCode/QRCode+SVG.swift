extension QRCode {
  /// An image for a page, to stand inline: one path of horizontal runs over a light ground. It carries no style of its
  /// own, so it passes a strict content security policy. The title is what a screen reader says.
  package func svg(title: String) -> String {
    let whole = side + 2 * QRCode.quietZone
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(whole) \(whole)" shape-rendering="crispEdges" role="img">\
      <title>\(QRCode.escaped(title))</title>\
      <rect width="\(whole)" height="\(whole)" fill="#fff"/>\
      <path fill="#000" d="\(runs)"/>\
      </svg>
      """
  }

  private var runs: String {
    // Each number is written some hundred times.
    let numbers = (0...(side + 2 * QRCode.quietZone)).map { Array(String($0).utf8) }
    var path: [UInt8] = []
    path.reserveCapacity(side * side * 8)
    for y in 0..<side {
      var x = 0
      while x < side {
        guard self[x, y] else {
          x += 1
          continue
        }
        let start = x
        while self[x, y] { x += 1 }
        path.append(UInt8(ascii: "M"))
        path += numbers[start + QRCode.quietZone]
        path.append(UInt8(ascii: " "))
        path += numbers[y + QRCode.quietZone]
        path.append(UInt8(ascii: "h"))
        path += numbers[x - start]
        path += "v1h-".utf8
        path += numbers[x - start]
        path.append(UInt8(ascii: "z"))
      }
    }
    return String(decoding: path, as: UTF8.self)
  }

  private static func escaped(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
