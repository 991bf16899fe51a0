import Foundation
import Glibc

/// The metrics that Prometheus' own libraries export for every process, with the same names.
package enum ProcessMetrics {
    /// To be declared with the others.
    package static let descriptions = [
        MetricDescription("process_cpu_seconds_total", "Time on processors, user and kernel.", .counter),
        MetricDescription("process_max_fds", "The limit on open descriptors.", .gauge),
        MetricDescription("process_open_fds", "Open descriptors.", .gauge),
        MetricDescription("process_resident_memory_bytes", "Resident memory.", .gauge),
        MetricDescription("process_start_time_seconds", "When the process started, since 1970.", .gauge),
        MetricDescription("process_virtual_memory_bytes", "Address space.", .gauge),
    ]

    /// Reads `/proc`; what cannot be read stays at 0.
    @Sendable package static func collect(_ samples: inout CollectedSamples) async {
        if let stat = text("/proc/self/stat"), let system = text("/proc/stat"),
            let figures = ProcessFigures(
                stat: stat, system: system, ticksPerSecond: sysconf(Int32(_SC_CLK_TCK)),
                pageBytes: sysconf(Int32(_SC_PAGESIZE)))
        {
            samples.add("process_cpu_seconds_total", figures.cpuSeconds)
            samples.add("process_resident_memory_bytes", figures.residentBytes)
            samples.add("process_start_time_seconds", figures.startSeconds)
            samples.add("process_virtual_memory_bytes", figures.virtualBytes)
        }
        if let limits = text("/proc/self/limits"), let most = ProcessFigures.maxDescriptors(limits: limits) {
            samples.add("process_max_fds", most)
        }
        // One of them is the descriptor of the listing itself.
        if let open = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count {
            samples.add("process_open_fds", max(open - 1, 0))
        }
    }

    private static func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }
}

/// What Linux says about this process, from the texts of `/proc` (proc(5)).
struct ProcessFigures: Equatable {
    /// Resident memory, bytes.
    var residentBytes: Int
    /// Address space, bytes.
    var virtualBytes: Int
    /// Time on a processor in user and kernel mode, seconds.
    var cpuSeconds: Double
    /// When the process started, seconds since 1970.
    var startSeconds: Double

    /// Parses `/proc/self/stat` and the line `btime` of `/proc/stat`; nil if they have another form.
    ///
    /// The name of the program, field 2, is in parentheses and may hold any character, so fields are counted from the
    /// last parenthesis.
    init?(stat: String, system: String, ticksPerSecond: Int, pageBytes: Int) {
        guard let end = stat.lastIndex(of: ")"), ticksPerSecond > 0 else { return nil }
        let fields = stat[stat.index(after: end)...].split(whereSeparator: \.isWhitespace)
        /// The field with its number in proc(5), where the first after the name is 3.
        func field(_ number: Int) -> Int? { fields.count > number - 3 ? Int(fields[number - 3]) : nil }
        guard let user = field(14), let kernel = field(15), let start = field(22), let size = field(23),
            let pages = field(24),
            let boot = system.split(separator: "\n").first(where: { $0.hasPrefix("btime ") })
                .flatMap({ Double($0.dropFirst(6)) })
        else { return nil }
        residentBytes = pages * pageBytes
        virtualBytes = size
        cpuSeconds = Double(user + kernel) / Double(ticksPerSecond)
        startSeconds = boot + Double(start) / Double(ticksPerSecond)
    }

    /// The limit on open descriptors in force, from `/proc/self/limits`; nil if it is unlimited or missing.
    static func maxDescriptors(limits: String) -> Int? {
        let name = "Max open files"
        guard let line = limits.split(separator: "\n").first(where: { $0.hasPrefix(name) }) else { return nil }
        return line.dropFirst(name.count).split(whereSeparator: \.isWhitespace).first.flatMap { Int($0) }
    }
}

/// Which program this is, as a metric that is always 1.
package enum BuildInfo {
    /// To be declared with the others.
    package static let description = MetricDescription(
        "wallboard_build_info", "Always 1; the labels say which program this is.", .gauge,
        labels: ["version", "swift"], maxSeries: 1)

    /// Adds it; `version` is the gateway's.
    package static func collector(version: String) -> MetricRegistry.Collector {
        { samples in
            samples.add(description.name, 1, labels: [("version", version), ("swift", swiftVersion)])
        }
    }

    /// The compiler's language version that this was built with, as far as the language reveals it.
    static var swiftVersion: String {
        #if swift(>=6.4)
            "6.4"
        #elseif swift(>=6.3)
            "6.3"
        #else
            "6.2"
        #endif
    }
}
