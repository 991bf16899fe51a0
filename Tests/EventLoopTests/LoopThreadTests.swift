import EventLoop
import Foundation
import Synchronization
import Testing

struct LoopThreadTests {
    private final class Note: Sendable {
        let status = Mutex("")
    }

    /// What the kernel says about the calling thread.
    private static func status() -> String {
        (try? String(contentsOfFile: "/proc/thread-self/status", encoding: .utf8)) ?? ""
    }

    private static func field(_ name: String, of status: String) -> String? {
        status.split(separator: "\n").first { $0.hasPrefix("\(name):\t") }.map { String($0.dropFirst(name.count + 2)) }
    }

    @Test("a thread runs its body under its name on its core with signals blocked")
    func aThreadRunsItsBodyUnderItsNameOnItsCoreWithSignalsBlocked() throws {
        let note = Note()
        let before = Self.field("SigBlk", of: Self.status())
        let thread = try LoopThread.start(name: "loop-0", cpu: 0) {
            let status = Self.status()
            note.status.withLock { $0 = status }
        }
        thread.join()
        let status = note.status.withLock { $0 }
        #expect(Self.field("Name", of: status) == "loop-0")
        #expect(Self.field("Cpus_allowed_list", of: status) == "0")
        let blocked = try #require(Self.field("SigBlk", of: status).flatMap { UInt64($0, radix: 16) })
        for signal in [SIGHUP, SIGINT, SIGUSR1, SIGPIPE, SIGTERM] {
            #expect(blocked & (1 << UInt64(signal - 1)) != 0, "signal \(signal)")
        }
        for signal in LoopThread.faults {
            #expect(blocked & (1 << UInt64(signal - 1)) == 0, "a fault must be reported: signal \(signal)")
        }
        #expect(Self.field("SigBlk", of: Self.status()) == before, "the caller's mask is as it was")
    }

    @Test("a core that does not exist is refused")
    func aCoreThatDoesNotExistIsRefused() {
        for cpu in [-1, 1_000_000] {
            #expect(throws: Errno(code: EINVAL)) {
                try LoopThread.start(name: "nowhere", cpu: cpu) {}
            }
        }
    }

    @Test("what the body holds is released with the thread")
    func whatTheBodyHoldsIsReleasedWithTheThread() throws {
        weak var released: Note?
        do {
            let note = Note()
            released = note
            let thread = try LoopThread.start(name: "holder", cpu: nil) { _ = note.status.withLock { $0 } }
            thread.join()
        }
        #expect(released == nil)
    }
}
