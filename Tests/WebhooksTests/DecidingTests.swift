import TestSupport
import Testing
import Values

@testable import Webhooks

@Suite("Which outages are reported")
struct OfflineWatchTests {
    private func kinds(_ notices: [WebhookNotice]) -> [String] {
        notices.map { "\($0.kind.rawValue) \($0.data["deviceId"]?.string ?? "?")" }
    }

    @Test("an outage is reported once when it is long enough, and once when it is over")
    func once() {
        var watch = OfflineWatch(patienceMinutes: 5)
        #expect(watch.connected(hall, at: morning) == nil)
        watch.disconnected(hall, isAsleep: false, at: morning)
        #expect(watch.check(at: morning.plus(minutes: 4)) { _ in false }.isEmpty)
        let told = watch.check(at: morning.plus(minutes: 5)) { _ in false }
        #expect(kinds(told) == ["board.offline d1"])
        #expect(told[0].data["offlineSince"]?.string == morning.description)
        #expect(watch.check(at: morning.plus(minutes: 500)) { _ in false }.isEmpty)
        let back = watch.connected(hall, at: morning.plus(minutes: 501))
        #expect(back?.kind == .boardBack && back?.data["offlineSeconds"]?.integer == 501 * 60)
        #expect(watch.connected(hall, at: morning.plus(minutes: 502)) == nil)
    }

    @Test("a short outage is not reported")
    func short() {
        var watch = OfflineWatch(patienceMinutes: 5)
        for minute in stride(from: 0, to: 100, by: 5) {
            watch.disconnected(hall, isAsleep: false, at: morning.plus(minutes: Int64(minute)))
            #expect(watch.check(at: morning.plus(minutes: Int64(minute) + 4)) { _ in false }.isEmpty)
            #expect(watch.connected(hall, at: morning.plus(minutes: Int64(minute) + 4)) == nil)
        }
    }

    @Test("repeated, an outage does not start over")
    func saidAgain() {
        var watch = OfflineWatch(patienceMinutes: 5)
        watch.disconnected(hall, isAsleep: false, at: morning)
        watch.disconnected(hall, isAsleep: false, at: morning.plus(minutes: 4))
        #expect(watch.check(at: morning.plus(minutes: 5)) { _ in false }.count == 1)
    }

    @Test("in sleep hours nothing is reported; the time begins when they end")
    func sleepHours() {
        var watch = OfflineWatch(patienceMinutes: 5)
        watch.disconnected(hall, isAsleep: false, at: morning)
        watch.disconnected(office, isAsleep: false, at: morning)
        var told: [String] = []
        for minute in 1...60 {
            // Acme sleeps for the first 30 minutes, Globex never.
            let notices = watch.check(at: morning.plus(minutes: Int64(minute))) { $0 == "acme" && minute <= 30 }
            told += kinds(notices).map { "\(minute) \($0)" }
        }
        #expect(told == ["5 board.offline d3", "35 board.offline d1"])
    }

    @Test("a board that said it sleeps is not missed until it has been there again")
    func asleep() {
        var watch = OfflineWatch(patienceMinutes: 5)
        watch.disconnected(hall, isAsleep: true, at: morning)
        #expect(watch.check(at: morning.plus(minutes: 600)) { _ in false }.isEmpty)
        #expect(watch.connected(hall, at: morning.plus(minutes: 601)) == nil)
        watch.disconnected(hall, isAsleep: false, at: morning.plus(minutes: 602))
        #expect(watch.check(at: morning.plus(minutes: 607)) { _ in false }.count == 1)
    }

    @Test("a device that is removed is missed by nobody")
    func removed() {
        var watch = OfflineWatch(patienceMinutes: 5)
        watch.disconnected(hall, isAsleep: false, at: morning)
        watch.removed(deviceID: "d1")
        #expect(watch.check(at: morning.plus(minutes: 60)) { _ in false }.isEmpty)
        #expect(watch.count == 0)
    }

    @Test("notices are in the order of customers and devices, and the table has a bound")
    func orderAndBound() {
        var limits = WebhookLimits()
        limits.watchedBoards = 2
        var watch = OfflineWatch(patienceMinutes: 0, limits: limits)
        for device in [office, kitchen, hall] { watch.disconnected(device, isAsleep: false, at: morning) }
        #expect(watch.count == 2)
        #expect(kinds(watch.check(at: morning) { _ in false }) == ["board.offline d2", "board.offline d3"])
    }

    @Test("over any day, offline and back take turns for each board", arguments: 1...20)
    func turns(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var watch = OfflineWatch(patienceMinutes: 3)
        var isTold = ["d1": false, "d2": false, "d3": false]
        for minute in Int64(0)..<2_000 {
            let now = morning.plus(minutes: minute)
            for device in [hall, kitchen, office] where Int.random(in: 0..<4, using: &random) == 0 {
                if Bool.random(using: &random) {
                    let back = watch.connected(device, at: now)
                    #expect((back != nil) == isTold[device.deviceID], "seed \(seed), minute \(minute)")
                    isTold[device.deviceID] = false
                } else {
                    watch.disconnected(device, isAsleep: Int.random(in: 0..<9, using: &random) == 0, at: now)
                }
            }
            for notice in watch.check(at: now, isSleeping: { $0 == "acme" && minute % 100 < 20 }) {
                let id = notice.data["deviceId"]?.string ?? "?"
                #expect(isTold[id] == false, "seed \(seed), minute \(minute)")
                isTold[id] = true
            }
        }
    }
}

@Suite("When seats run out")
struct SeatsWatchTests {
    private func told(_ counts: [(configured: Int, maximum: Int?)]) -> [Int] {
        var watch = SeatsWatch()
        return counts.indices.filter { index in
            watch.observe(
                customerID: "acme", configured: counts[index].configured, maximum: counts[index].maximum, at: morning)
                != nil
        }
    }

    @Test("80 % is reported once, and again only after less than 75 %")
    func hysteresis() {
        #expect(
            told([(15, 20), (16, 20), (17, 20), (20, 20), (15, 20), (16, 20), (14, 20), (15, 20), (16, 20)]) == [1, 8])
    }

    @Test("a lowered maximum crosses too; unlimited never is high; no device is never too many")
    func maximum() {
        #expect(told([(8, 100), (8, 10)]) == [1])
        #expect(told([(1_000_000, nil), (0, 0), (0, 1)]).isEmpty)
        #expect(told([(1, 0)]) == [0])
        #expect(told([(8, 10), (8, nil), (8, 10)]) == [0, 2])
        // The store may hold any maximum.
        #expect(told([(1, .max), (.max, .max), (1, .max), (.max, 1)]) == [1, 3])
    }

    @Test("the state at the start is not reported; customers are separate, bounded and can go")
    func start() {
        var limits = WebhookLimits()
        limits.watchedCustomers = 2
        var watch = SeatsWatch(limits: limits)
        watch.begin(customerID: "a", configured: 9, maximum: 10)
        #expect(watch.observe(customerID: "a", configured: 10, maximum: 10, at: morning) == nil)
        #expect(watch.observe(customerID: "b", configured: 10, maximum: 10, at: morning) != nil)
        #expect(watch.observe(customerID: "c", configured: 10, maximum: 10, at: morning) == nil)
        #expect(watch.count == 2)
        watch.removed(customerID: "a")
        #expect(watch.observe(customerID: "c", configured: 10, maximum: 10, at: morning)?.kind == .seatsHigh)
    }
}

@Suite("Which refusals are reported")
struct RefusalNoticesTests {
    @Test("each serial of a customer once an hour, with the number of refusals in between")
    func hourly() {
        var notices = RefusalNotices()
        var told: [String] = []
        for minute in Int64(0)..<130 {
            for customer in ["a", "b"] where minute >= 10 || customer == "a" {
                let times = notices.refused(customerID: customer, serial: "S", at: morning.plus(minutes: minute))
                if let times { told.append("\(minute) \(customer) \(times)") }
            }
        }
        #expect(told == ["0 a 1", "10 b 1", "60 a 60", "70 b 60", "120 a 60"])
    }

    @Test("it never exceeds its bound, whatever arrives", arguments: 1...10)
    func bound(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var limits = WebhookLimits()
        limits.refusedSerials = 50
        var notices = RefusalNotices(limits: limits)
        for minute in Int64(0)..<5_000 {
            let serial = "S-\(Int.random(in: 0..<200, using: &random))"
            _ = notices.refused(customerID: "a", serial: serial, at: morning.plus(minutes: minute / 10))
            #expect(notices.count <= 50, "seed \(seed)")
            #expect(notices.remembered <= 200, "seed \(seed)")
        }
    }
}
