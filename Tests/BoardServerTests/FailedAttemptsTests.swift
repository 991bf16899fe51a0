import BoardProtocol
import EventLoop
import TestSupport
import Testing

@testable import BoardServer

@Suite struct FailedAttemptsTests {
    private var limits: BoardServerLimits {
        var limits = BoardServerLimits()
        limits.maxFailedAttempts = 5
        limits.failedAttemptMillis = 1_000
        limits.maxFailingAddresses = 64
        return limits
    }

    @Test func soManyAtOnceThenOneInAWhile() {
        var attempts = FailedAttempts(within: limits)
        let host = SocketAddress.Host.ipv4(0xc000_0201)
        for _ in 0..<5 {
            #expect(!attempts.isExhausted(host, at: 0))
            attempts.failed(host, at: 0)
        }
        #expect(attempts.isExhausted(host, at: 0) && attempts.isExhausted(host, at: 999))
        #expect(!attempts.isExhausted(host, at: 1_000))
        #expect(!attempts.isExhausted(.ipv4(0xc000_0202), at: 0), "another address has nothing to do with it")
        attempts.failed(host, at: 1_000)
        #expect(attempts.isExhausted(host, at: 1_999) && !attempts.isExhausted(host, at: 2_000))
    }

    @Test func aSiteOfIPv6IsOneAddress() {
        var attempts = FailedAttempts(within: limits)
        for low in 0..<5 { attempts.failed(.ipv6(high: 7, low: UInt64(low), scope: 0), at: 0) }
        #expect(attempts.isExhausted(.ipv6(high: 7, low: 99, scope: 0), at: 0))
        #expect(!attempts.isExhausted(.ipv6(high: 8, low: 99, scope: 0), at: 0))
    }

    /// Against a bucket for each address that is emptied by the clock.
    @Test(arguments: 1...20) func theSameAsABucket(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        var attempts = FailedAttempts(within: limits)
        var debts: [UInt32: Int64] = [:]
        var now: Int64 = 0
        for _ in 0..<2_000 {
            let step = Int64.random(in: 0...400, using: &random)
            now += step
            debts = debts.mapValues { max(0, $0 - step) }
            let address = UInt32.random(in: 0..<6, using: &random)
            let debt = debts[address, default: 0]
            #expect(attempts.isExhausted(.ipv4(address), at: now) == (debt > 4_000), "seed \(seed) at \(now)")
            if Bool.random(using: &random) {
                attempts.failed(.ipv4(address), at: now)
                debts[address] = debt + 1_000
            }
        }
    }

    @Test func addressesAreBoundedAndTheWorstAreRemembered() {
        var attempts = FailedAttempts(within: limits)
        for _ in 0..<5 { attempts.failed(.ipv4(1), at: 0) }
        for address in 2..<10_000 as Range<UInt32> {
            attempts.failed(.ipv4(address), at: 0)
            #expect(attempts.count <= 64)
        }
        #expect(attempts.isExhausted(.ipv4(1), at: 0))
    }

    @Test func boardsOfAnAddressThatFailedTooOftenGet4012() async throws {
        try await BoardPort.with {
            $0.maxFailedAttempts = 3
            $0.failedAttemptMillis = 3_600_000
        } _: { port in
            let (inPlace, _) = try port.board("A")
            for _ in 0..<2 {
                let board = try TestBoard(to: port.address)
                try board.say("{}")
                #expect(try board.closeCode().code == 4_500)
            }
            let wrong = try TestBoard(serial: "B", to: port.address)
            let id = try port.events.hello("B")
            port.post(.close(id, message: nil, .badCredentials, revokes: false), to: id)
            #expect(try wrong.closeCode().code == 4_501)

            let late = try TestBoard(to: port.address)
            #expect(try late.closeCode().code == 4_012)
            try inPlace.close()
            #expect(try inPlace.closeCode().code == 1_000, "whoever was let in before stays")
        }
    }
}
