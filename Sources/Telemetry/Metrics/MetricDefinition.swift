/// What a metric is: fixed in ``MetricCatalogue``, so that a name, its unit and its meaning are said in one place.
package struct MetricDefinition: Sendable, Hashable {
  /// The types of the text exposition format.
  package enum Kind: String, Sendable, Hashable {
    case counter
    case gauge
    case histogram
  }

  /// The full name, base unit last, `_total` on counters.
  package let name: String
  package let kind: Kind
  /// One sentence, for who looks at the scrape.
  package let help: String
  /// Upper bounds of a histogram's buckets, without +Inf.
  package let buckets: [Double]

  package init(_ name: String, _ kind: Kind, _ help: String, buckets: [Double] = []) {
    self.name = name
    self.kind = kind
    self.help = help
    self.buckets = buckets
  }
}
