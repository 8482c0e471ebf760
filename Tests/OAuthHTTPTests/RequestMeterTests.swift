import Metrics
import MetricsTestKit
import OAuthHTTP
import Testing

struct RequestMeterTests {
  struct Rooms: Room {
    let endpoints: [Endpoint] = [.get("/r/{receipt}") { _, _ in .noContent() }]
  }

  private func observation(_ method: String, _ route: String, _ status: Int) -> RequestObservation {
    RequestObservation(method: method, route: route, status: status, microseconds: 1500)
  }

  @Test func `answers are counted by template, method and class of status`() throws {
    let metrics = TestMetrics()
    let meter = RequestMeter(rooms: [Rooms()], factory: metrics)
    meter.observe(observation("GET", "/r/{receipt}", 200))
    meter.observe(observation("GET", "/r/{receipt}", 204))
    let labels = [("method", "GET"), ("route", "/r/{receipt}"), ("status", "2xx")]
    #expect(try metrics.expectCounter("http_requests_total", labels).totalValue == 2)
    #expect(try metrics.expectTimer("http_request_duration_seconds", labels).values == [1_500_000, 1_500_000])
  }

  @Test func `no request makes more series than there are routes`() throws {
    let metrics = TestMetrics()
    let meter = RequestMeter(rooms: [Rooms()], factory: metrics)
    for number in 0..<50 { meter.observe(observation("BREW\(number)", "/r/\(number)", 404)) }
    let other = [("method", "other"), ("route", "none"), ("status", "4xx")]
    #expect(try metrics.expectCounter("http_requests_total", other).totalValue == 50)
    #expect(metrics.counters.count == 1)
  }

  @Test func `a status that is none has a class of its own`() throws {
    let metrics = TestMetrics()
    RequestMeter(rooms: [Rooms()], factory: metrics).observe(observation("GET", "none", 999))
    let labels = [("method", "GET"), ("route", "none"), ("status", "other")]
    #expect(try metrics.expectCounter("http_requests_total", labels).totalValue == 1)
  }

  @Test(arguments: [
    ("wrongVerifier", "wrong_verifier"), ("unregisteredRedirectURI", "unregistered_redirect_uri"), ("dead", "dead"),
    ("requestURINotSupported", "request_uri_not_supported"),
  ])
  func `a case is called by its name in snake case`(name: String, label: String) {
    struct Named: RawRepresentable { let rawValue: String }
    #expect(LabelValue.of(Named(rawValue: name)) == label)
  }

  @Test func `a case that says more is called by its name alone`() {
    enum Refusal { case notNow, wrongScope([String]), severalThings(String, Int) }
    #expect(LabelValue.of(Refusal.notNow) == "not_now")
    #expect(LabelValue.of(Refusal.wrongScope(["openid"])) == "wrong_scope")
    #expect(LabelValue.of(Refusal.severalThings("a", 1)) == "several_things")
  }

  @Test func `each case has its counter`() throws {
    enum Colour: String, CaseIterable { case red, darkBlue }
    let metrics = TestMetrics()
    let counters = CaseCounters(
      "painted", [("wall", "north")], by: "colour", of: Colour.allCases, factory: metrics)
    counters.count(.darkBlue)
    #expect(try metrics.expectCounter("painted", [("wall", "north"), ("colour", "dark_blue")]).totalValue == 1)
    #expect(try metrics.expectCounter("painted", [("wall", "north"), ("colour", "red")]).values.isEmpty)
  }
}
