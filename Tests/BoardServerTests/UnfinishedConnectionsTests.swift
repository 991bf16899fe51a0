import TestSupport
import Testing
import Values

@testable import BoardServer

/// Which connection has to go, against a plain list.
@Suite struct UnfinishedConnectionsTests {
    private static func id(_ number: Int) -> ConnectionID {
        ConnectionID(loop: UInt16(number % 3), slot: UInt32(number), generation: 0)
    }

    private static func block(_ number: Int) -> AddressBlock {
        AddressBlock(countedFor: IPAddress(.v4(UInt32(number))))
    }

    private static let siteBlock = AddressBlock(countedFor: IPAddress(.v6(high: 7, low: 9)))

    @Test("the oldest of all goes at the bound")
    func theOldestOfAllGoesAtTheBound() {
        var unfinished = UnfinishedConnections(most: 3, maxPerBlock: 100)
        for number in 0..<3 {
            let result1 = unfinished.makeRoom(for: Self.block(1))
            #expect(result1 == nil)
            _ = unfinished.add(Self.id(number), of: Self.block(1))
        }
        let result2 = unfinished.makeRoom(for: Self.block(2))
        #expect(result2 == Self.id(0))
        #expect(unfinished.count == 2)
    }

    @Test("a board that is alone at its address outlasts crowds of others")
    func aBoardThatIsAloneAtItsAddressOutlastsCrowdsOfOthers() {
        var unfinished = UnfinishedConnections(most: 100, maxPerBlock: 25)
        let place = unfinished.add(Self.id(0), of: Self.siteBlock)
        for number in 1..<2_000 {
            let block = Self.block(number % 9)
            #expect(unfinished.makeRoom(for: block) != Self.id(0))
            _ = unfinished.add(Self.id(number), of: block)
        }
        let isThere = unfinished.remove(Self.id(0), at: place)
        #expect(isThere)
    }

    @Test("a block is held to its part once half is in use")
    func aBlockIsHeldToItsPartOnceHalfIsInUse() {
        var unfinished = UnfinishedConnections(most: 10, maxPerBlock: 2)
        for number in 0..<4 {
            let result3 = unfinished.makeRoom(for: Self.block(1))
            #expect(result3 == nil, "less than half")
            _ = unfinished.add(Self.id(number), of: Self.block(1))
        }
        let result4 = unfinished.makeRoom(for: Self.siteBlock)
        #expect(result4 == nil)
        _ = unfinished.add(Self.id(4), of: Self.siteBlock)
        let result5 = unfinished.makeRoom(for: Self.siteBlock)
        #expect(result5 == nil)
        let result6 = unfinished.makeRoom(for: Self.block(1))
        #expect(result6 == Self.id(0), "the oldest of its own")
    }

    @Test("one that a proxy names is counted to its own block")
    func oneThatAProxyNamesIsCountedToItsOwnBlock() {
        var unfinished = UnfinishedConnections(most: 4, maxPerBlock: 1)
        let first = unfinished.add(Self.id(0), of: Self.block(1))
        let second = unfinished.add(Self.id(1), of: Self.block(2))
        let moved = unfinished.move(Self.id(1), at: second, to: Self.block(3))
        #expect(moved == nil)
        let displaced = unfinished.move(Self.id(0), at: first, to: Self.block(3))
        #expect(displaced == Self.id(1), "the oldest of the block that has too many")
        let left = unfinished.remove(Self.id(0), at: first)
        #expect(left && unfinished.count == 0)
    }

    @Test("one that left is not taken for another in its place")
    func oneThatLeftIsNotTakenForAnotherInItsPlace() {
        var unfinished = UnfinishedConnections(most: 1, maxPerBlock: 1)
        let place = unfinished.add(Self.id(0), of: Self.block(1))
        let result7 = unfinished.makeRoom(for: Self.block(1))
        #expect(result7 == Self.id(0))
        let again = unfinished.add(Self.id(1), of: Self.block(1))
        #expect(place == again)
        let result8 = unfinished.remove(Self.id(0), at: place)
        #expect(!result8)
        let result9 = unfinished.remove(Self.id(1), at: again)
        #expect(result9)
        #expect(unfinished.count == 0)
    }

    @Test("it agrees with a plain list whatever happens")
    func itAgreesWithAPlainListWhateverHappens() {
        let seed = UInt64.random(in: .min ... .max)
        print("UnfinishedConnectionsTests: seed \(seed)")
        var random = SplitMix64(seed: seed)
        for _ in 0..<200 {
            let (most, perBlock) = (1 + random.below(24), 1 + random.below(8))
            var unfinished = UnfinishedConnections(most: most, maxPerBlock: perBlock)
            var plain: [(id: ConnectionID, block: AddressBlock, place: UnfinishedConnections.Place)] = []
            for number in 0..<200 {
                if random.oneIn(3), !plain.isEmpty {
                    let gone = plain.remove(at: random.below(plain.count))
                    let result10 = unfinished.remove(gone.id, at: gone.place)
                    #expect(result10)
                    let result11 = unfinished.remove(gone.id, at: gone.place)
                    #expect(!result11)
                } else {
                    let block = Self.block(random.below(3))
                    let ofBlock = plain.filter { $0.block == block }
                    let candidates = plain.prefix(UnfinishedConnections.candidates)
                    let sizes = candidates.map { one in plain.count { $0.block == one.block } }
                    let expected =
                        2 * plain.count >= most && ofBlock.count >= perBlock
                        ? ofBlock.first?.id
                        : plain.count >= most ? candidates[sizes.firstIndex(of: sizes.max() ?? 0) ?? 0].id : nil
                    let result12 = unfinished.makeRoom(for: block)
                    #expect(result12 == expected)
                    plain.removeAll { $0.id == expected }
                    plain.append((Self.id(number), block, unfinished.add(Self.id(number), of: block)))
                }
                #expect(unfinished.count == plain.count)
                #expect(unfinished.count <= most)
            }
        }
    }
}

/// The counts over all loops.
@Suite struct ConnectionQuotaTests {
    private static func quota(most: Int, loops: Int = 2) -> ConnectionQuota {
        var limits = BoardServerLimits()
        limits.maxConnections = most
        return ConnectionQuota(within: limits, loopCount: loops)
    }

    private static func id(_ number: Int) -> ConnectionID {
        ConnectionID(loop: UInt16(number % 2), slot: UInt32(number), generation: 0)
    }

    private static func block(_ number: Int) -> AddressBlock {
        AddressBlock(countedFor: IPAddress(.v4(UInt32(number))))
    }

    @Test("boards that are let in have the rest and strangers a quarter")
    func boardsThatAreLetInHaveTheRestAndStrangersAQuarter() throws {
        let quota = Self.quota(most: 8)
        var places: [ConnectionID: UnfinishedConnections.Place] = [:]
        for number in 0..<8 {
            guard case .admitted(let place, nil) = quota.arrive(Self.id(number), from: Self.block(1)) else {
                Issue.record("connection \(number) found no room")
                return
            }
            quota.finish(Self.id(number), at: place)
            places[Self.id(number)] = place
        }
        #expect(quota.arrive(Self.id(8), from: Self.block(1)) == .full)
        quota.leave(Self.id(0), at: nil)
        #expect(quota.counts.open == 7)
        #expect(quota.counts.unfinished == 0)
        guard case .admitted(_, nil) = quota.arrive(Self.id(8), from: Self.block(1)) else {
            Issue.record("no room after one left")
            return
        }
        // Everything is full, and one is not finished: it goes in favour of the next.
        guard case .admitted(_, let displaced) = quota.arrive(Self.id(9), from: Self.block(1)) else {
            Issue.record("no room for a newcomer")
            return
        }
        #expect(displaced == Self.id(8))
    }

    @Test("displaced ones keep their descriptors until they are gone")
    func displacedOnesKeepTheirDescriptorsUntilTheyAreGone() {
        let quota = Self.quota(most: 4, loops: 1)
        var places: [UnfinishedConnections.Place] = []
        for number in 0...BoardServer.maxEndingPerLoop {
            guard case .admitted(let place, let displaced) = quota.arrive(Self.id(number), from: Self.block(1)) else {
                Issue.record("connection \(number) was refused")
                return
            }
            #expect(displaced == (number == 0 ? nil : Self.id(number - 1)))
            places.append(place)
        }
        #expect(!quota.takesArrivals, "too many are on their way out")
        #expect(quota.arrive(Self.id(100), from: Self.block(1)) == .full)
        quota.leave(Self.id(0), at: places[0])
        // Let in before the command to end it arrived: it stays, and is no longer on its way out.
        quota.finish(Self.id(1), at: places[1])
        #expect(quota.counts.open == BoardServer.maxEndingPerLoop)
        #expect(quota.counts.unfinished == 1)
        #expect(quota.takesArrivals)
        for number in 100...101 {
            guard case .admitted = quota.arrive(Self.id(number), from: Self.block(1)) else {
                Issue.record("connection \(number) was refused")
                return
            }
        }
        #expect(quota.arrive(Self.id(102), from: Self.block(1)) == .full)
    }
}
