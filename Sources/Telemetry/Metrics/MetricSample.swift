/// One value that is read when somebody asks, such as the size of a file.
package struct MetricSample: Sendable, Hashable {
  package let name: String
  package let labels: MetricLabels
  package let value: Double

  package init(_ name: String, _ labels: [(String, String)], _ value: Double) {
    self.name = name
    self.labels = MetricLabels(labels)
    self.value = value
  }
}

/// Something that is measured when somebody asks, beside what is counted all the time.
package protocol MetricSource: Sendable {
  /// Its values now. What cannot be read is left out.
  func samples() async -> [MetricSample]
}
