import TestSupport
import Testing

@testable import Gateway

@Suite struct SeatRetryTests {
    @Test("the first come back soon and many spread over a minute")
    func theFirstComeBackSoonAndManySpreadOverAMinute() {
        var random = SplitMix64(seed: 7)
        for boards in [0, 1, 19] {
            let hints = Set((0..<300).map { _ in SeatRetry.hint(behind: boards, using: &random) })
            #expect(hints == [4, 5, 6], "5 s, a third more or less")
        }
        var last = 0.0
        for boards in stride(from: 0, through: 240, by: 20) {
            let hints = (0..<400).map { _ in SeatRetry.hint(behind: boards, using: &random) }
            let mean = Double(hints.reduce(0, +)) / 400
            #expect(mean > last, "the later the more are before it")
            last = mean
            #expect(hints.allSatisfy { $0 <= GatewayLimits.Boards.maxSeatRetrySeconds })
        }
        #expect(SeatRetry.hint(behind: .max, using: &random) <= GatewayLimits.Boards.maxSeatRetrySeconds)
    }
}
