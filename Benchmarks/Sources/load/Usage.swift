import EventLoop
import Glibc

/// The time that has passed, and the CPU time that this program has used, since this was created; in seconds.
struct Usage {
    private let began = Clock.monotonicMicroseconds()
    private let cpuBefore = cpuTime()

    var seconds: Double { Double(Clock.monotonicMicroseconds() - began) / 1e6 }
    var cpuSeconds: Double { Self.cpuTime() - cpuBefore }

    private static func cpuTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
