import EventLoop
import Testing

/// The trial of parked sessions, and what is reported of a child that runs it.
struct ParkingTrialTests {
    @Test("parked sessions do what sessions have to")
    func parkedSessionsDoWhatSessionsHaveTo() {
        #expect(ParkingTrial.run() == nil)
    }

    @Test("what a child says and how it ends is reported")
    func whatAChildSaysAndHowItEndsIsReported() {
        #expect(run("echo said; exit 3") == .exited(code: 3, output: "said\n"))
        #expect(run("kill -SEGV $$") == .killed(signal: 11))
        #expect(ChildProcess.run("/nowhere/to/be/found", [], within: 20_000).isNotStarted)
    }

    @Test(
        "a child that does not end is ended",
        arguments: ["exec sleep 1000", "exec >&-; exec sleep 1000", "while :; do echo more; done"])
    func aChildThatDoesNotEndIsEnded(_ script: String) {
        #expect(ChildProcess.run("/bin/sh", ["-c", "exec 2>&-; " + script], within: 300) == .overdue)
    }

    /// A program with threads blocks signals in them, and a crash would wait for ever.
    @Test("a child takes signals and reports no crash of its own")
    func aChildTakesSignalsAndReportsNoCrashOfItsOwn() {
        #expect(run("echo $SWIFT_BACKTRACE") == .exited(code: 0, output: "enable=no\n"))
        #expect(run("trap 'echo took it; exit 0' TERM; kill -TERM $$") == .exited(code: 0, output: "took it\n"))
    }

    private func run(_ script: String) -> ChildProcess.End {
        ChildProcess.run("/bin/sh", ["-c", script], within: 20_000)
    }
}

extension ChildProcess.End {
    fileprivate var isNotStarted: Bool { if case .notStarted = self { true } else { false } }
}
