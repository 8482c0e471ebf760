import HTTPTypes
package import Metrics
import Synchronization

/// Counts answered requests and how long they took. The labels are the route's pattern, the method and the class of the
/// status: as many series as there are endpoints, whatever is asked.
package struct RequestMeter: Sendable {
  private struct Place: Hashable {
    let route: String
    let method: String
  }

  /// The series of one route and method, made when the first answer of a class is seen.
  private final class Series: Sendable {
    struct Pair: Sendable {
      let count: Counter
      let duration: Metrics.Timer
    }

    private let place: Place
    private let factory: any MetricsFactory
    private let classes = Mutex([Pair?](repeating: nil, count: 6))

    init(_ place: Place, factory: any MetricsFactory) {
      self.place = place
      self.factory = factory
    }

    func pair(for status: Int) -> Pair {
      let index = (1...5).contains(status / 100) ? status / 100 : 0
      return classes.withLock { classes in
        if let known = classes[index] { return known }
        let labels = [
          ("method", place.method), ("route", place.route), ("status", index == 0 ? "other" : "\(index)xx"),
        ]
        let made = Pair(
          count: Counter(label: "http_requests_total", dimensions: labels, factory: factory),
          duration: Timer(label: "http_request_duration_seconds", dimensions: labels, factory: factory))
        classes[index] = made
        return made
      }
    }
  }

  private let known: [Place: Series]
  private let others: Series

  /// Knows the routes of `rooms`; what is answered elsewhere counts as one more route, `none`.
  package init(rooms: [any Room], factory: any MetricsFactory) {
    let methods = PathRoutes.knownMethods.map(\.rawValue) + ["other"]
    let routes = Set(rooms.flatMap(\.endpoints).map(\.path)).union(["none"])
    var known: [Place: Series] = [:]
    for route in routes {
      for method in methods {
        let place = Place(route: route, method: method)
        known[place] = Series(place, factory: factory)
      }
    }
    self.known = known
    others = Series(Place(route: "none", method: "other"), factory: factory)
  }

  /// Counts one answer.
  package func observe(_ observation: RequestObservation) {
    let series = known[Place(route: observation.route, method: observation.method)] ?? others
    let pair = series.pair(for: observation.status)
    pair.count.increment()
    pair.duration.recordNanoseconds(Int64(observation.microseconds) * 1000)
  }
}
