import Foundation
import Glibc

/// The metrics that Prometheus' own libraries have of every process, by the same names.
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
