import AdminAPI
import BoardProtocol
import BoardServer
import TestSupport
import Testing
import Values
import WallboardCore

@testable import Gateway

@Suite("The boards of a customer that are in")
struct ConnectedBoardsTests {
    /// What a test expects of one device.
    private struct Expected {
        var connection: ConnectionID?
        var isAsleep = false
        var seen: Instant?
    }

    @Test("connections, sleep and sightings are those of a plain list, whatever comes and goes", arguments: 0..<50)
    func likeAList(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var boards = ConnectedBoards()
        var model: [DeviceID: Expected] = [:]
        var connections = 0
        for step in 0..<300 {
            let now = Example.later(Int64(step))
            let device = DeviceID("device-\(Int.random(in: 0..<5, using: &random))")!
            var expected = model[device, default: Expected()]
            switch Int.random(in: 0..<6, using: &random) {
            case 0, 1:
                connections += 1
                let arrival = Example.arrival(connections)
                let version = boards[device]?.entitlementVersion ?? 0
                let (board, older) = boards.connect(arrival, as: device, showing: Example.entitlement(), at: now)
                #expect(older?.connection == expected.connection, "seed \(seed)")
                #expect(board.entitlementVersion == version + 1, "seed \(seed)")
                if let older { #expect(boards.device(of: older.connection) == nil, "seed \(seed)") }
                expected = Expected(connection: arrival.connection, seen: now)
            case 2:
                guard let connection = expected.connection else { continue }
                let gone = boards.disconnect(connection, at: now)
                #expect(gone?.device == device, "seed \(seed)")
                expected.connection = nil
                expected.seen = now
            case 3:
                guard let connection = expected.connection else { continue }
                expected.isAsleep = Bool.random(using: &random)
                let whose = boards.note(BoardStatus(asleep: expected.isAsleep), of: connection, at: now)
                #expect(whose == device, "seed \(seed)")
                expected.seen = now
            case 4:
                let board = boards.disconnect(device, at: now)
                #expect(board?.connection == expected.connection, "seed \(seed)")
                if expected.connection != nil { expected.seen = now }
                expected.connection = nil
                expected.isAsleep = false
            default:
                _ = boards.disconnect(device, at: now)
                boards.forget(device)
                expected = Expected()
            }
            model[device] = expected
            #expect(boards.count == model.values.count { $0.connection != nil }, "seed \(seed)")
            #expect(boards.asleep == model.values.count { $0.isAsleep }, "seed \(seed)")
            #expect(
                boards.awayAsleep == model.values.count { $0.isAsleep && $0.connection == nil }, "seed \(seed)")
            for (device, expected) in model {
                #expect(boards[device]?.connection == expected.connection, "seed \(seed)")
                #expect(boards.lastSeen(device)?.at == expected.seen, "seed \(seed)")
                if let connection = expected.connection {
                    #expect(boards.device(of: connection) == device, "seed \(seed)")
                }
            }
        }
        #expect(boards.devices == model.filter { $0.value.connection != nil }.keys.sorted(), "seed \(seed)")
        // Everything that was ever seen and is not forgotten is to be stored, part by part and once.
        var stored: [DeviceSighting] = []
        while case let part = boards.takeUnsaved(atMost: 2), !part.isEmpty { stored += part }
        #expect(
            stored.map(\.device).sorted() == model.filter { $0.value.seen != nil }.keys.sorted(), "seed \(seed)")
        for sighting in stored {
            #expect(sighting.at == model[sighting.device]?.seen, "seed \(seed)")
            #expect(sighting.isAsleep == model[sighting.device]?.isAsleep, "seed \(seed)")
        }
        boards.keepUnsaved(stored)
        #expect(boards.takeUnsaved(atMost: 100).count == stored.count, "seed \(seed)")
    }

    @Test("a board that may show something else gets a version of its own, one that is away nothing")
    func entitle() throws {
        var boards = ConnectedBoards()
        let device = DeviceID("device-1")!
        let nobody = boards.entitle(device, to: Example.entitlement())
        #expect(nobody == nil)
        _ = boards.connect(Example.arrival(1), as: device, showing: Example.entitlement(), at: Example.now)
        let change = boards.entitle(device, to: Example.entitlement(.contactCentre))
        let (before, after) = try #require(change)
        #expect(before.entitlementVersion == 1 && after.entitlementVersion == 2)
        #expect(after.entitlement.view == .contactCentre && after.connection == before.connection)
    }

    @Test("a sighting from before a restart is not in the future, and a suspended device does not sleep")
    func recall() {
        var boards = ConnectedBoards()
        for (number, suspended) in [(1, false), (2, true)] {
            let device = Example.device(number, suspended: suspended)
            boards.recall(
                DeviceSighting(device: device.id, at: Example.later(5), address: "a", isAsleep: true), of: device,
                at: Example.now)
            #expect(boards.lastSeen(device.id)?.at == Example.now)
            #expect(boards.isAwayAsleep(device.id) == !suspended)
        }
    }
}
