import Testing
import WallboardCore

@Suite("What becomes of a change of the maximum")
struct MaximumDecisionTests {
    private func devices(_ count: Int) -> [DeviceID] { (0..<count).map { DeviceID("d\($0)")! } }

    private func decide(_ maximum: SeatMaximum, _ surplus: SurplusRule, configured: Int) -> MaximumDecision {
        .decide(MaximumChange(to: maximum, surplus: surplus), configured: Set(devices(configured)))
    }

    @Test("without a word about the surplus it must hold the configured devices")
    func reject() {
        for configured in 0..<6 {
            for maximum in 0..<6 {
                let figure = SeatFigure(configured: configured, maximum: .limited(maximum))
                let expected: MaximumDecision = configured <= maximum ? .change(suspending: []) : .surplus(figure)
                #expect(decide(.limited(maximum), .reject, configured: configured) == expected)
            }
            #expect(decide(.unlimited, .reject, configured: configured) == .change(suspending: []))
        }
    }

    @Test("with keep every maximum is taken, and nobody is cut")
    func keep() {
        for configured in 0..<4 {
            for maximum in 0..<4 {
                let decision = decide(.limited(maximum), .keep, configured: configured)
                #expect(decision == .change(suspending: []))
            }
        }
    }

    @Test("with suspend the named devices must be enough, and may be more")
    func suspend() {
        let all = devices(5)
        for named in 0...5 {
            for maximum in 0..<7 {
                let figure = SeatFigure(configured: 5 - named, maximum: .limited(maximum))
                let expected: MaximumDecision =
                    5 - named <= maximum ? .change(suspending: Array(all[..<named])) : .surplus(figure)
                #expect(decide(.limited(maximum), .suspend(Array(all[..<named])), configured: 5) == expected)
            }
        }
    }

    @Test("a device that is named twice counts once, in the place where it was named first")
    func twice() {
        let all = devices(3)
        let named = [all[2], all[0], all[2], all[0]]
        #expect(decide(.limited(1), .suspend(named), configured: 3) == .change(suspending: [all[2], all[0]]))
        let figure = SeatFigure(configured: 1, maximum: .limited(0))
        #expect(decide(.limited(0), .suspend(named), configured: 3) == .surplus(figure))
    }

    @Test("a device without a seat cannot be suspended, whatever the maximum")
    func notConfigured() {
        let stranger = DeviceID("stranger")!
        for maximum in [SeatMaximum.limited(0), .limited(9), .unlimited] {
            let named = [devices(1)[0], stranger]
            #expect(decide(maximum, .suspend(named), configured: 2) == .notConfigured(stranger))
        }
    }

    @Test("an unlimited maximum suspends the named ones all the same")
    func unlimited() {
        let all = devices(2)
        #expect(decide(.unlimited, .suspend([all[1]]), configured: 2) == .change(suspending: [all[1]]))
    }
}
