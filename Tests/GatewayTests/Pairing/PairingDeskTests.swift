import BoardProtocol
import BoardServer
import TestSupport
import Testing
import Values
import WallboardCore

@testable import Gateway

@Suite struct PairingDeskTests {
    private let now = Instant(milliseconds: 1_000_000)
    private var generator = SplitMix64(seed: 7)

    private func connection(_ number: Int) -> ConnectionID {
        ConnectionID(loop: 0, slot: UInt32(number), generation: 1)
    }

    private func hello(_ number: Int) -> Hello { Hello(serial: "TV-\(number)", credentials: .none) }

    private mutating func begin(
        _ desk: inout PairingDesk, _ number: Int, address: String = "10.0.0.1", at moment: Instant? = nil
    ) throws -> PairingDesk.Board {
        try desk.begin(
            connection(number), hello(number), address: address, at: moment ?? now, using: &generator)
    }

    @Test("a code is good once")
    mutating func aCodeIsGoodOnce() throws {
        var desk = PairingDesk()
        let board = try begin(&desk, 1)
        #expect(desk.board(showing: board.code, at: now)?.hello.serial == "TV-1")
        let (first, second) = (desk.claim(board.code, at: now), desk.claim(board.code, at: now))
        #expect(first != nil)
        #expect(second == nil, "two admins typed it at once")
        #expect(desk.board(showing: board.code, at: now) == nil)
        let isThere = desk.complete(board.connection)
        #expect(isThere)
        #expect(desk.board(showing: board.code, at: now) == nil)
        #expect(desk.count == 0)
    }

    @Test("a claim that came to nothing leaves the code good")
    mutating func aClaimThatCameToNothingLeavesTheCodeGood() throws {
        var desk = PairingDesk()
        let board = try begin(&desk, 1)
        _ = desk.claim(board.code, at: now)
        desk.release(board.connection)
        #expect(desk.board(showing: board.code, at: now)?.connection == board.connection)
    }

    @Test("a code is over after its time and the board gets another")
    mutating func aCodeIsOverAfterItsTimeAndTheBoardGetsAnother() throws {
        var desk = PairingDesk()
        let board = try begin(&desk, 1)
        let last = board.expiresAt.advanced(byMilliseconds: -1)
        #expect(desk.board(showing: board.code, at: last) != nil)
        let early = desk.renew(at: last, using: &generator)
        #expect(early.isEmpty)
        #expect(desk.board(showing: board.code, at: board.expiresAt) == nil)
        let renewed = desk.renew(at: board.expiresAt, using: &generator)
        #expect(renewed.map(\.connection) == [board.connection])
        #expect(renewed[0].code != board.code)
        #expect(desk.board(showing: board.code, at: board.expiresAt) == nil)
        #expect(desk.board(showing: renewed[0].code, at: board.expiresAt) != nil)
    }

    @Test("a board that leaves while it is paired is remembered until then")
    mutating func aBoardThatLeavesWhileItIsPairedIsRememberedUntilThen() throws {
        var desk = PairingDesk()
        let board = try begin(&desk, 1)
        _ = desk.claim(board.code, at: now)
        desk.leave(board.connection)
        let isThere = desk.complete(board.connection)
        #expect(!isThere)
        let other = try begin(&desk, 2)
        _ = desk.claim(other.code, at: now)
        desk.leave(other.connection)
        desk.release(other.connection)
        #expect(desk.count == 0)
    }

    @Test("the desk and each address have a bound")
    mutating func theDeskAndEachAddressHaveABound() throws {
        var desk = PairingDesk()
        for number in 0..<GatewayLimits.Pairing.maxPerAddress { _ = try begin(&desk, number) }
        let ofAddress = fault { try begin(&desk, 100_000) }
        #expect(ofAddress == .address)
        desk.leave(connection(0))
        _ = try begin(&desk, 100_001)
        let open = GatewayLimits.Pairing.maxBoards - GatewayLimits.Pairing.minPlacesForNewAddresses
        for number in desk.count..<open {
            _ = try begin(&desk, number + 1_000, address: "10.1.\(number / 200).1")
        }
        let ofDesk = fault { try begin(&desk, 200_000, address: "10.1.37.1") }
        #expect(ofDesk == .desk)
        for number in open..<GatewayLimits.Pairing.maxBoards {
            _ = try begin(&desk, number + 1_000, address: "10.\(2 + number / 200).\(number % 200).1")
        }
        let ofFullDesk = fault { try begin(&desk, 200_001, address: "10.200.9.9") }
        #expect(ofFullDesk == .desk)
    }

    @Test(
        "one site is one address",
        arguments: [
            (["2001:db8:0:1::1", "2001:db8:0:1:ffff::2"], "2001:db8:0:2::1"), (["10.0.0.1"], "10.0.0.2"),
            (["::ffff:10.0.0.1", "10.0.0.1"], "10.0.0.2"), (["fe80::1%2", "fe80::2%3"], "10.0.0.2"),
        ])
    mutating func oneSiteIsOneAddress(addresses: [String], neighbour: String) throws {
        var desk = PairingDesk()
        for number in 0..<GatewayLimits.Pairing.maxPerAddress {
            _ = try begin(&desk, number, address: addresses[number % addresses.count])
        }
        for address in addresses {
            let ofAddress = fault { try begin(&desk, 1_000, address: address) }
            #expect(ofAddress == .address)
        }
        _ = try begin(&desk, 1_001, address: neighbour)
    }

    @Test("a client with a whole network leaves places for others", arguments: [false, true])
    mutating func aClientWithAWholeNetworkLeavesPlacesForOthers(isIPv6: Bool) throws {
        var desk = PairingDesk()
        var number = 0
        for host in 0..<65_536 {
            let address = isIPv6 ? "2001:db8:0:\(String(host, radix: 16))::1" : "192.0.2.\(host % 256)"
            number += 1
            let refusal = fault { try begin(&desk, number, address: address) }
            #expect((refusal == nil) == (number <= GatewayLimits.Pairing.maxPerNetwork))
        }
        _ = try begin(&desk, 100_000, address: isIPv6 ? "2001:db8:1::1" : "192.0.3.1")
        for number in 1...GatewayLimits.Pairing.maxPerNetwork { desk.leave(connection(number)) }
        for number in 1...GatewayLimits.Pairing.maxPerAddress {
            _ = try begin(&desk, number, address: isIPv6 ? "2001:db8::1" : "192.0.2.1")
        }
    }

    /// Why a board was not taken in; nil if it was.
    private func fault(_ begin: () throws -> PairingDesk.Board) -> PairingDesk.Full? {
        do {
            _ = try begin()
            return nil
        } catch {
            return error as? PairingDesk.Full
        }
    }

    /// Against a plain model: whatever happens in whatever order, a code leads to the one board that shows it.
    @Test("random histories keep codes apart", arguments: 0..<20)
    func randomHistoriesKeepCodesApart(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var desk = PairingDesk()
        // By the number of the board, which is also that of its connection.
        var shown: [Int: (code: UserCode, until: Instant)] = [:]
        var claimed: [Int: Bool] = [:]
        var moment = now
        for step in 0..<600 {
            switch Int.random(in: 0..<6, using: &random) {
            case 0, 1:
                let board = try desk.begin(
                    connection(step), hello(step), address: "10.0.0.\(step % 9)", at: moment, using: &random)
                #expect(!shown.values.contains { $0.code == board.code }, "seed \(seed)")
                shown[step] = (board.code, board.expiresAt)
            case 2:
                guard let number = shown.keys.min(), let entry = shown[number] else { continue }
                let isGood = claimed[number] == nil && moment < entry.until
                let isClaimed = desk.claim(entry.code, at: moment) != nil
                #expect(isClaimed == isGood, "seed \(seed), step \(step)")
                if isGood { claimed[number] = false }
            case 3:
                guard let number = claimed.keys.min(), let isGone = claimed.removeValue(forKey: number) else {
                    continue
                }
                if Bool.random(using: &random) {
                    desk.release(connection(number))
                    if isGone { shown[number] = nil }
                } else {
                    let isThere = desk.complete(connection(number))
                    #expect(isThere == !isGone, "seed \(seed), step \(step)")
                    shown[number] = nil
                }
            case 4:
                guard let number = shown.keys.max() else { continue }
                desk.leave(connection(number))
                if claimed[number] != nil { claimed[number] = true } else { shown[number] = nil }
            default:
                moment = moment.advanced(byMilliseconds: Int64.random(in: 0...400_000, using: &random))
                for board in desk.renew(at: moment, using: &random) {
                    let number = shown.keys.first { connection($0) == board.connection }
                    shown[try #require(number)] = (board.code, board.expiresAt)
                }
            }
            #expect(desk.count == shown.count, "seed \(seed), step \(step)")
        }
    }
}
