import Foundation

/// What the kernel reports about a process and all its descendants.
struct ServerProcess: Sendable {
    let pid: Int

    /// Why it cannot be read.
    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    /// CPU time used so far in user and system mode, in seconds, by the kernel's clock of each process: it counts
    /// nanoseconds, where /proc counts hundredths of a second.
    func cpuSeconds() throws -> Double {
        try tree().reduce(0) { sum, pid in
            var clock = clockid_t()
            var time = timespec()
            guard clock_getcpuclockid(pid_t(pid), &clock) == 0, clock_gettime(clock, &time) == 0 else {
                throw Fault(description: "there is no process \(pid)")
            }
            return sum + Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        }
    }

    /// Memory in RAM, in KiB.
    func residentKiB() throws -> Int {
        try tree().reduce(0) { sum, pid in
            let line = try Self.read("\(pid)/status").split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
            guard let value = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Int($0) }) else {
                throw Fault(description: "/proc/\(pid)/status is not understood")
            }
            return sum + value
        }
    }

    private func tree() throws -> [Int] {
        var found = [pid]
        var next = 0
        while next < found.count {
            let children = try Self.read("\(found[next])/task/\(found[next])/children")
            found += children.split(separator: " ").compactMap { Int($0) }
            next += 1
        }
        return found
    }

    private static func read(_ file: String) throws -> String {
        guard let text = try? String(contentsOfFile: "/proc/\(file)", encoding: .utf8) else {
            throw Fault(description: "there is no /proc/\(file), or it may not be read")
        }
        return text
    }
}
