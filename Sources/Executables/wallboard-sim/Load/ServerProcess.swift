import Foundation

/// What the kernel says of the gateway's process, by /proc (proc(5)).
struct ServerProcess: Sendable {
    let pid: Int

    /// Why there is nothing to read.
    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    /// CPU time that the process has used so far, in user and system mode, in seconds.
    func cpuSeconds() throws -> Double {
        let text = try read("stat")
        // The name is in parentheses and may hold anything; what follows is split by spaces, `utime` and `stime` being
        // fields 14 and 15.
        let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
        guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else {
            throw Fault(description: "/proc/\(pid)/stat is not understood")
        }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Memory of the process that is in RAM, in KiB.
    func residentKiB() throws -> Int {
        guard let line = try read("status").split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") }),
            let value = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap({ Int($0) })
        else { throw Fault(description: "/proc/\(pid)/status is not understood") }
        return value
    }

    private func read(_ file: String) throws -> String {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/\(file)", encoding: .utf8) else {
            throw Fault(description: "there is no process \(pid), or it may not be looked at")
        }
        return text
    }
}
