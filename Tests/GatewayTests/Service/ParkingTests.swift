import EventLoop
import Testing

@testable import Gateway

/// No session is parked unless a trial passed, and one line says why.
struct ParkingTests {
    private static let success = ChildProcess.End.exited(code: 0, output: Parking.success + "\n")

    @Test("after a trial that went well sessions are parked")
    func afterATrialThatWentWellSessionsAreParked() {
        let parking = Parking.decide(isWanted: true, isKnownVersion: true) { Self.success }
        #expect(parking.isOn && parking.isAsWanted)
        #expect(parking.summary.hasPrefix("OpenSSL ") && parking.summary.hasSuffix(" are parked"))
    }

    @Test(
        "after any other nobody is",
        arguments: [
            (ChildProcess.End.exited(code: 0, output: ""), "failed with 0"),
            (.exited(code: 0, output: "something else\n"), "failed with 0: something else"),
            (.exited(code: 1, output: Parking.success + "\n"), "failed with 1"),
            (.exited(code: 1, output: "session 2: not so\nand more"), "failed with 1: session 2: not so"),
            (.killed(signal: 11), "crashed with signal 11"), (.overdue, "took more than 5 s"),
            (.notStarted(Errno(code: 2)), "could not be started: ENOENT"),
        ])
    func afterAnyOtherNobodyIs(_ end: ChildProcess.End, _ reason: String) {
        let parking = Parking.decide(isWanted: true, isKnownVersion: true) { end }
        #expect(!parking.isOn && !parking.isAsWanted)
        #expect(parking.summary.contains(reason), "\(parking.summary)")
        #expect(!parking.summary.contains("\n"))
    }

    @Test("where it is not wanted or not known nothing is tried")
    func whereItIsNotWantedOrNotKnownNothingIsTried() {
        for (isWanted, isKnown) in [(false, true), (false, false), (true, false)] {
            let parking = Parking.decide(isWanted: isWanted, isKnownVersion: isKnown) {
                Issue.record("it was tried")
                return Self.success
            }
            #expect(!parking.isOn)
            #expect(parking.isAsWanted == !isWanted)
        }
    }

    @Test("the trial itself goes well here")
    func theTrialItselfGoesWellHere() {
        #expect(Parking.tryHere() == Parking.success)
    }
}
