import Testing

@testable import wallboard_sim

@Suite("What the simulated day is drawn from")
struct CallDrawingTests {
    @Test("the agenda gives everything back by time, and first planned first", arguments: 0..<50 as Range<UInt64>)
    func agenda(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var agenda = Agenda<Int>()
        var model: [(time: Int64, order: Int)] = []
        var order = 0
        for _ in 0..<500 {
            if Bool.random(using: &random) || model.isEmpty {
                let time = Int64.random(in: 0..<20, using: &random)
                agenda.plan(order, at: time)
                model.append((time, order))
                order += 1
            } else {
                let least = model.indices.min { model[$0] < model[$1] }!
                let taken = agenda.next()
                #expect(taken?.time == model[least].time && taken?.happening == model[least].order, "seed \(seed)")
                model.remove(at: least)
            }
        }
        for expected in model.sorted(by: <) { #expect(agenda.next()?.happening == expected.order, "seed \(seed)") }
        #expect(agenda.next() == nil)
    }

    @Test("SplitMix64 gives its published numbers")
    func splitMix() {
        var random = SplitMix64(seed: 1_234_567)
        let numbers = (0..<3).map { _ in random.next() }
        #expect(numbers == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423])
    }

    @Test(
        "durations have the mean that was asked for and stay within their bounds",
        arguments: [
            (DurationDraw.uniform(1...6), 3.5), (.exponential(mean: 100, longest: 100_000), 100),
            (.logNormal(mean: 180, spread: 0.8, longest: 1_000_000), 180),
        ])
    func durations(draw: DurationDraw, mean: Double) {
        var random = SplitMix64(seed: 42)
        let drawn = (0..<40_000).map { _ in draw.draw(using: &random) }
        #expect(drawn.allSatisfy { $0 > 0 })
        #expect(abs(Double(drawn.reduce(0, +)) / 40_000_000 - mean) < mean * 0.03)
    }

    @Test("no duration is longer than the longest")
    func longest() {
        var random = SplitMix64(seed: 1)
        let draw = DurationDraw.logNormal(mean: 180, spread: 2, longest: 300)
        let drawn = (0..<10_000).map { _ in draw.draw(using: &random) }
        #expect(drawn.max() == 300_000)
    }

    @Test("arrivals follow the profile of the day")
    func arrivals() {
        var random = SplitMix64(seed: 9)
        var hours = Array(repeating: 0, count: 24)
        var time: Int64 = 0
        while true {
            time = DayProfile.office.nextArrival(after: time, perHour: 5_000, using: &random)
            guard time < DayProfile.millisecondsPerDay else { break }
            hours[Int(time / 3_600_000)] += 1
        }
        for hour in 0..<24 {
            let shares = DayProfile.office.shares
            let expected = 5_000 * (shares[hour] + shares[(hour + 1) % 24]) / 2
            #expect(abs(Double(hours[hour]) - expected) < 5 * expected.squareRoot(), "hour \(hour)")
        }
    }

    @Test("the share changes evenly from hour to hour and goes round at midnight")
    func share() {
        let profile = DayProfile.office
        #expect(profile.share(at: 10 * 3_600_000) == profile.shares[10])
        #expect(
            abs(profile.share(at: 23 * 3_600_000 + 1_800_000) - (profile.shares[23] + profile.shares[0]) / 2) < 1e-9)
        #expect(profile.share(at: DayProfile.millisecondsPerDay + 5) == profile.share(at: 5))
    }

    @Test("no two agents have the same name")
    func names() {
        #expect(Set((0..<500).map(AgentNames.name)).count == 500)
    }
}
