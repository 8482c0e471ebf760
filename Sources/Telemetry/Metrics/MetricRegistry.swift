package import CoreMetrics
import Synchronization

// What swift-metrics calls a factory: it keeps every series that a room made and writes them all out. Rooms know
// swift-metrics only; which labels there are is theirs, and their number is bounded because labels are closed enums and
// route templates.

/// The series of one process.
package final class MetricRegistry: MetricsFactory {
  struct Key: Hashable {
    let name: String
    let labels: MetricLabels
  }

  private struct Series {
    var counters: [Key: CounterSeries] = [:]
    var gauges: [Key: GaugeSeries] = [:]
    var histograms: [Key: HistogramSeries] = [:]
  }

  private let series = Mutex(Series())

  package init() {}

  package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    let key = Key(name: label, labels: MetricLabels(dimensions))
    return series.withLock { series in
      if let known = series.counters[key] { return known }
      let made = CounterSeries()
      series.counters[key] = made
      return made
    }
  }

  package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    gauge(label, dimensions)
  }

  package func makeRecorder(
    label: String, dimensions: [(String, String)], aggregate: Bool
  ) -> any RecorderHandler {
    aggregate ? histogram(label, dimensions) : gauge(label, dimensions)
  }

  package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    histogram(label, dimensions)
  }

  // A series stays once it was there: a counter that vanished and came back would look like one that fell.
  package func destroyCounter(_ handler: any CounterHandler) {}
  package func destroyMeter(_ handler: any MeterHandler) {}
  package func destroyRecorder(_ handler: any RecorderHandler) {}
  package func destroyTimer(_ handler: any TimerHandler) {}

  /// Everything in the text exposition format 0.0.4, with what `sources` say now.
  package func exposition(with sources: [any MetricSource] = []) async -> String {
    var read: [MetricSample] = []
    for source in sources { read += await source.samples() }
    let series = series.withLock { $0 }
    var text = ExpositionText()
    for definition in MetricCatalogue.all {
      let name = definition.name
      text.begin(definition)
      for sample in read where sample.name == name { text.add(name, sample.labels, sample.value) }
      for (key, counter) in series.counters where key.name == name { text.add(name, key.labels, Double(counter.value)) }
      for (key, gauge) in series.gauges where key.name == name { text.add(name, key.labels, gauge.value) }
      for (key, histogram) in series.histograms where key.name == name { text.add(name, key.labels, histogram) }
      text.end()
    }
    return text.written
  }

  /// Names that were measured and are not in the catalogue, so that a test can say so.
  package var unknownNames: Set<String> {
    let names = series.withLock { series in
      Set(series.counters.keys.map(\.name)).union(series.gauges.keys.map(\.name))
        .union(series.histograms.keys.map(\.name))
    }
    return names.filter { MetricCatalogue.byName[$0] == nil }
  }

  private func gauge(_ label: String, _ dimensions: [(String, String)]) -> GaugeSeries {
    let key = Key(name: label, labels: MetricLabels(dimensions))
    return series.withLock { series in
      if let known = series.gauges[key] { return known }
      let made = GaugeSeries()
      series.gauges[key] = made
      return made
    }
  }

  private func histogram(_ label: String, _ dimensions: [(String, String)]) -> HistogramSeries {
    let key = Key(name: label, labels: MetricLabels(dimensions))
    return series.withLock { series in
      if let known = series.histograms[key] { return known }
      let made = HistogramSeries(bounds: MetricCatalogue.byName[label]?.buckets ?? [])
      series.histograms[key] = made
      return made
    }
  }
}
