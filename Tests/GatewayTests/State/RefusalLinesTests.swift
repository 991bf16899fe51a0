import Testing
import Values
import WallboardCore

@testable import Gateway

/// A board that is refused says nothing new for an hour.
struct RefusalLinesTests {
    @Test("a board has one line an hour for each reason")
    func aBoardHasOneLineAnHourForEachReason() {
        var lines = RefusalLines()
        let start = Instant(milliseconds: 1_700_000_000_000)
        func take(_ serial: String, _ reason: String, after millis: Int64) -> Bool {
            lines.take(serial: serial, reason: reason, at: start.advanced(byMilliseconds: millis))
        }
        #expect(take("A", "seatLimit", after: 0))
        #expect(!take("A", "seatLimit", after: 5_000))
        #expect(!take("A", "seatLimit", after: GatewayLimits.Refusals.minLineMillis - 1))
        #expect(take("A", "suspended", after: 6_000))
        #expect(take("B", "seatLimit", after: 7_000))
        #expect(take("A", "seatLimit", after: GatewayLimits.Refusals.minLineMillis))
    }

    @Test("who makes up serials fills no log")
    func whoMakesUpSerialsFillsNoLog() {
        var lines = RefusalLines()
        let now = Instant(milliseconds: 1_700_000_000_000)
        let written = (0..<10_000).count { lines.take(serial: "S\($0)", reason: "unknownToken", at: now) }
        #expect(written == GatewayLimits.Refusals.maxLoggedBoards + 1)
    }
}
