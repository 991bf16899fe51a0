import TestSupport
import Testing

@testable import Webhooks

@Suite("The queue of notices")
struct WebhookQueueTests {
    private var limits: WebhookLimits {
        var limits = WebhookLimits()
        limits.queueLength = 4
        limits.attempts = 3
        limits.ageMillis = 1_000_000
        limits.firstWaitMillis = 1_000
        limits.longestWaitMillis = 8_000
        limits.longestHintMillis = 60_000
        return limits
    }

    private func sent(_ step: WebhookQueue.Step) -> WebhookDelivery? {
        if case .send(let delivery) = step { delivery } else { nil }
    }

    @Test("one at a time, in order, each until it is taken")
    func order() {
        var random = SplitMix64(seed: 1)
        var queue = WebhookQueue(limits: limits)
        #expect(queue.next(at: 0) == .idle)
        for number in 1...3 { queue.add(notice(number), id: "m\(number)", at: 0) }
        #expect(sent(queue.next(at: 0))?.id == "m1")
        #expect(queue.finished(.answered(status: 500), at: 10, using: &random) == .retried)
        guard case .wait(let until) = queue.next(at: 10) else {
            Issue.record("the second try came at once")
            return
        }
        #expect((510...1_010).contains(until))
        let second = sent(queue.next(at: until))
        #expect(second?.id == "m1" && second?.attempts == 2)
        #expect(queue.finished(.answered(status: 204), at: until, using: &random) == .delivered)
        #expect(sent(queue.next(at: until))?.id == "m2")
        #expect(queue.finished(.answered(status: 200), at: until, using: &random) == .delivered)
        #expect(sent(queue.next(at: until))?.id == "m3")
    }

    @Test("a customer that fills the queue loses its own notices")
    func fairness() {
        var queue = WebhookQueue(limits: limits)
        func add(_ id: String, of customer: String) {
            queue.add(.seatsHigh(customerID: customer, configured: 8, maximum: 10, at: morning), id: id, at: 0)
        }
        add("quiet", of: "globex")
        for number in 1...9 { add("m\(number)", of: "acme") }
        var random = SplitMix64(seed: 1)
        var told: [String] = []
        while let delivery = sent(queue.next(at: 0)) {
            told.append(delivery.id)
            _ = queue.finished(.answered(status: 200), at: 0, using: &random)
        }
        #expect(told == ["quiet", "m7", "m8", "m9"])
        #expect(queue.losses.dropped == 6)
    }

    @Test("only 2xx is taken", arguments: [100, 199, 300, 301, 307, 400, 401, 404, 429, 500, 503])
    func statuses(status: Int) {
        var random = SplitMix64(seed: 1)
        var queue = WebhookQueue(limits: limits)
        queue.add(notice(1), id: "m1", at: 0)
        _ = queue.next(at: 0)
        #expect(queue.finished(.answered(status: status), at: 0, using: &random) == .retried)
        #expect(queue.count == 1)
    }

    @Test("the wait doubles up to its bound and is random in its upper half", arguments: 1...20)
    func backOff(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var limits = limits
        limits.attempts = 100
        var queue = WebhookQueue(limits: limits)
        queue.add(notice(1), id: "m1", at: 0)
        var now: Int64 = 0
        for failure in 0..<50 {
            #expect(sent(queue.next(at: now)) != nil, "seed \(seed)")
            #expect(queue.finished(.unreachable("no"), at: now, using: &random) == .retried)
            guard case .wait(let until) = queue.next(at: now) else {
                Issue.record("seed \(seed): no wait")
                return
            }
            let longest = min(Int64(1_000) << min(failure, 20), 8_000)
            #expect((longest / 2...longest).contains(until - now), "seed \(seed), failure \(failure)")
            now = until
        }
    }

    @Test("retry-After of 429 and 503 is followed up to a bound, of others not at all")
    func hints() {
        for (status, asked, least) in [
            (429, 20_000, 20_000), (503, 30_000, 30_000), (503, 100_000_000, 60_000), (500, 30_000, 500),
            (429, -5, 500),
        ] {
            var random = SplitMix64(seed: 3)
            var queue = WebhookQueue(limits: limits)
            queue.add(notice(1), id: "m1", at: 0)
            _ = queue.next(at: 0)
            _ = queue.finished(
                .answered(status: status, retryAfterMillis: Int64(asked)), at: 0, using: &random)
            guard case .wait(let until) = queue.next(at: 0) else {
                Issue.record("no wait after \(status)")
                continue
            }
            #expect((Int64(least)...Int64(max(least, 1_000))).contains(until), "\(status) \(asked)")
        }
    }

    @Test("after the bound of tries the next one's turn comes, but not at once: the receiver still fails")
    func givesUp() {
        var random = SplitMix64(seed: 4)
        var queue = WebhookQueue(limits: limits)
        queue.add(notice(1), id: "m1", at: 0)
        queue.add(notice(2), id: "m2", at: 0)
        var now: Int64 = 0
        for attempt in 1...3 {
            #expect(sent(queue.next(at: now))?.attempts == attempt)
            let result = queue.finished(.unreachable("no"), at: now, using: &random)
            #expect(result == (attempt == 3 ? .givenUp : .retried))
            if case .wait(let until) = queue.next(at: now) { now = until } else { Issue.record("no wait") }
        }
        #expect(sent(queue.next(at: now))?.id == "m2")
        #expect(queue.losses.givenUp == 1)
    }

    @Test("what is too old is given up without a try")
    func age() {
        var queue = WebhookQueue(limits: limits)
        queue.add(notice(1), id: "m1", at: 0)
        queue.add(notice(2), id: "m2", at: 900_000)
        #expect(sent(queue.next(at: 1_000_001))?.id == "m2")
        #expect(queue.losses == WebhookQueue.Losses(dropped: 0, givenUp: 1, disabled: 0))
    }

    @Test("when it is full the oldest goes, but never the one that is being tried")
    func bound() {
        var random = SplitMix64(seed: 5)
        var queue = WebhookQueue(limits: limits)
        for number in 1...6 { queue.add(notice(number), id: "m\(number)", at: 0) }
        #expect(queue.count == 4 && queue.losses.dropped == 2)
        #expect(sent(queue.next(at: 0))?.id == "m3")
        queue.add(notice(7), id: "m7", at: 0)
        #expect(queue.count == 4 && queue.losses.dropped == 3)
        #expect(queue.finished(.answered(status: 200), at: 0, using: &random) == .delivered)
        #expect(sent(queue.next(at: 0))?.id == "m5")
        var one = WebhookLimits()
        one.queueLength = 1
        var small = WebhookQueue(limits: one)
        small.add(notice(1), id: "m1", at: 0)
        #expect(sent(small.next(at: 0))?.id == "m1")
        small.add(notice(2), id: "m2", at: 0)
        #expect(small.count == 1 && small.losses.dropped == 1)
    }

    @Test("410 is the end until a restart")
    func gone() {
        var random = SplitMix64(seed: 6)
        var queue = WebhookQueue(limits: limits)
        for number in 1...3 { queue.add(notice(number), id: "m\(number)", at: 0) }
        _ = queue.next(at: 0)
        #expect(queue.finished(.answered(status: 410), at: 0, using: &random) == .disabled)
        queue.add(notice(4), id: "m4", at: 0)
        #expect(queue.isDisabled && queue.count == 0 && queue.next(at: 9_999_999) == .idle)
        #expect(queue.losses.disabled == 4)
    }

    @Test("while it drains nothing waits for its time")
    func draining() {
        var random = SplitMix64(seed: 7)
        var queue = WebhookQueue(limits: limits)
        queue.add(notice(1), id: "m1", at: 0)
        _ = queue.next(at: 0)
        _ = queue.finished(.unreachable("no"), at: 0, using: &random)
        #expect(sent(queue.next(at: 1, isDraining: true))?.id == "m1")
    }

    @Test("whatever the receiver does, each notice is delivered, lost for one reason or waits", arguments: 1...50)
    func nothingVanishes(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var queue = WebhookQueue(limits: limits)
        var now: Int64 = 0
        var added = 0
        var delivered: [String] = []
        for _ in 0..<500 {
            now += Int64.random(in: 0...3_000, using: &random)
            if Bool.random(using: &random) {
                added += 1
                queue.add(notice(added), id: "m\(added)", at: now)
            }
            guard case .send(let delivery) = queue.next(at: now) else { continue }
            if Bool.random(using: &random) {
                added += 1
                queue.add(notice(added), id: "m\(added)", at: now)
            }
            let status = [200, 500, 503, 429, 410].randomElement(using: &random) ?? 200
            let isLast = status == 410 && Int.random(in: 0..<50, using: &random) != 0
            if queue.finished(.answered(status: isLast ? 500 : status), at: now, using: &random) == .delivered {
                delivered.append(delivery.id)
            }
            #expect(queue.count <= 4, "seed \(seed)")
        }
        let lost = queue.losses.dropped + queue.losses.givenUp + queue.losses.disabled
        #expect(delivered.count + lost + queue.count == added, "seed \(seed)")
        let numbers = delivered.compactMap { Int($0.dropFirst()) }
        #expect(numbers == numbers.sorted() && Set(numbers).count == numbers.count, "seed \(seed)")
    }
}
