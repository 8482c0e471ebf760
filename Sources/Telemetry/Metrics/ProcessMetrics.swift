import Foundation

/// What Prometheus' clients say of every process, read from /proc (proc(5)). Elsewhere there is nothing to read, and
/// nothing is said.
package struct ProcessMetrics: MetricSource {
  private let pageSize = Double(sysconf(Int32(_SC_PAGESIZE)))
  private let ticksPerSecond = Double(sysconf(Int32(_SC_CLK_TCK)))

  package init() {}

  package func samples() async -> [MetricSample] {
    var samples: [MetricSample] = []
    // The name of the program, in parentheses, may hold spaces: fields are counted from behind it, the first is the 3rd.
    if let stat = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8), let end = stat.lastIndex(of: ")") {
      let fields = stat[stat.index(after: end)...].split(separator: " ")
      func field(_ number: Int) -> Double? { number - 3 < fields.count ? Double(fields[number - 3]) : nil }
      if let user = field(14), let system = field(15) {
        samples.append(MetricSample("process_cpu_seconds_total", (user + system) / ticksPerSecond))
      }
      if let start = field(22), let boot = Self.bootTime {
        samples.append(MetricSample("process_start_time_seconds", boot + start / ticksPerSecond))
      }
      if let size = field(23) { samples.append(MetricSample("process_virtual_memory_bytes", size)) }
      if let pages = field(24) { samples.append(MetricSample("process_resident_memory_bytes", pages * pageSize)) }
    }
    if let open = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
      samples.append(MetricSample("process_open_fds", Double(open.count)))
    }
    var limit = rlimit()
    if getrlimit(.init(RLIMIT_NOFILE.rawValue), &limit) == 0 {
      samples.append(MetricSample("process_max_fds", Double(limit.rlim_cur)))
    }
    return samples
  }

  private static let bootTime: Double? = {
    guard let stat = try? String(contentsOfFile: "/proc/stat", encoding: .utf8) else { return nil }
    return stat.split(separator: "\n").first { $0.hasPrefix("btime ") }.flatMap { Double($0.dropFirst(6)) }
  }()
}

extension MetricSample {
  /// A value without labels.
  package init(_ name: String, _ value: Double) { self.init(name, [], value) }
}
