import BoardServer
import TestSupport
import Testing
import WallboardCore

@testable import Gateway

@Suite("Boards that take over from each other")
struct TakeoversTests {
    private let device = DeviceID("device-1")!

    @Test("with no board in place nobody is pinged; otherwise one ping serves all that wait, in order")
    func ping() throws {
        var takeovers = Takeovers()
        func decide(_ number: Int, from board: Int?, knowing inPlace: BoardInPlace? = nil) -> Takeovers.Decision {
            takeovers.decide(
                device, by: Example.arrival(number), from: board.map(Example.connection), knowing: inPlace,
                at: Example.now)
        }
        #expect(decide(1, from: nil) == .free)
        #expect(decide(2, from: 1) == .pending(probe: 1))
        #expect(decide(3, from: 1) == .pending(probe: nil))
        #expect(decide(4, from: 1) == .pending(probe: nil))
        takeovers.leave(Example.connection(3))
        // Another board is in place by now: those that wait wait for its answer.
        #expect(decide(5, from: 9) == .pending(probe: 2))
        let outOfTime = takeovers.endProbe(of: device, 1, answers: false)
        #expect(outOfTime == nil, "that was the probe of the earlier board")
        let end = takeovers.endProbe(of: device, answers: true)
        let (inPlace, waiting) = try #require(end)
        #expect(inPlace.connection == Example.connection(9) && inPlace.answers)
        #expect(waiting.map(\.connection) == [2, 4, 5].map(Example.connection))
        let again = takeovers.endProbe(of: device, answers: true)
        #expect(again == nil)
        // What is known of a board that is no longer in place says nothing.
        #expect(decide(6, from: 7, knowing: inPlace) == .pending(probe: 3))
    }

    @Test("a board that answers is displaced as often as the guard allows, until the credential changes")
    func clones() {
        var takeovers = Takeovers()
        func decide() -> Takeovers.Decision {
            takeovers.decide(
                device, by: Example.arrival(2), from: Example.connection(1),
                knowing: BoardInPlace(connection: Example.connection(1), answers: true), at: Example.now)
        }
        for _ in 0..<TakeoverGuard.most { #expect(decide() == .displaced(answers: true)) }
        #expect(decide() == .cloned)
        takeovers.forget(device)
        #expect(decide() == .displaced(answers: true))
    }
}
