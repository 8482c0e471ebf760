/// Writes the text exposition format 0.0.4, family after family; a family without a series is left out.
struct ExpositionText {
  private(set) var written = ""
  private var definition: MetricDefinition?
  private var lines: [String] = []

  mutating func begin(_ definition: MetricDefinition) {
    self.definition = definition
    lines = []
  }

  mutating func add(_ name: String, _ labels: MetricLabels, _ value: Double) {
    lines.append("\(name)\(labels.written()) \(Self.number(value))\n")
  }

  mutating func add(_ name: String, _ labels: MetricLabels, _ histogram: HistogramSeries) {
    let content = histogram.snapshot
    var total: UInt64 = 0
    var text = ""
    for (place, count) in content.counts.enumerated() {
      total += count
      let bound = place < histogram.bounds.count ? Self.number(histogram.bounds[place]) : "+Inf"
      text += "\(name)_bucket\(labels.written(adding: "le=\"\(bound)\"")) \(total)\n"
    }
    text += "\(name)_sum\(labels.written()) \(Self.number(content.sum))\n"
    text += "\(name)_count\(labels.written()) \(total)\n"
    lines.append(text)
  }

  mutating func end() {
    guard let definition, !lines.isEmpty else { return }
    let help = definition.help.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    written += "# HELP \(definition.name) \(help)\n# TYPE \(definition.name) \(definition.kind.rawValue)\n"
    // In a fixed order, so that two scrapes can be compared.
    for line in lines.sorted() { written += line }
  }

  private static func number(_ value: Double) -> String {
    if let whole = Int64(exactly: value) { return String(whole) }
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    return "\(value)"
  }
}
