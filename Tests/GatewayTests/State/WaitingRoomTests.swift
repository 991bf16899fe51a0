import AdminAPI
import BoardProtocol
import BoardServer
import Testing
import Values
import WallboardCore

@testable import Gateway

@Suite struct WaitingRoomTests {
    private let anna = UserID("anna")!

    private func serial(_ number: Int) -> Serial { Serial("TV-\(number)")! }

    private func board(_ number: Int, user: UserID? = nil) -> WaitingBoard {
        WaitingBoard(
            customer: CustomerID("bank")!, serial: serial(number), model: nil,
            choice: PairingChoice(user: user ?? anna, name: nil, author: .gateway),
            credential: CredentialID("token-\(number)")!,
            secretHash: SecretHash(bytes: [UInt8](repeating: 0, count: 32))!,
            since: Instant(milliseconds: Int64(number)))
    }

    private func guest(_ number: Int) -> WaitingRoom.Guest {
        WaitingRoom.Guest(
            arrival: Arrival(
                connection: ConnectionID(loop: 0, slot: UInt32(number), generation: 1),
                hello: Hello(serial: "TV", credentials: .none), address: ""),
            token: Secret("t"), since: Instant(milliseconds: 0), notice: nil)
    }

    @Test("the line keeps its order whatever is chosen again")
    func theLineKeepsItsOrderWhateverIsChosenAgain() {
        var room = WaitingRoom([board(1), board(2)])
        room.put(board(3))
        room.put(board(1, user: UserID("ben")!))
        #expect(room.line.map(\.serial) == [serial(1), serial(2), serial(3)])
        #expect(room.next(atMost: 2) { $0 == anna }.map(\.serial) == [serial(2), serial(3)])
        #expect(room.next(atMost: 0) { _ in true }.isEmpty)
        #expect(room.next(atMost: -1) { _ in true }.isEmpty)
    }

    @Test("a newer connection takes over and the end of the older is no news")
    func aNewerConnectionTakesOverAndTheEndOfTheOlderIsNoNews() {
        var room = WaitingRoom([board(1)])
        let (none, older) = (room.connect(guest(1), as: serial(1)), room.connect(guest(2), as: serial(1)))
        #expect(none == nil && older?.arrival.connection == guest(1).arrival.connection)
        let isNew = room.takeUntold()
        room.disconnect(guest(1).arrival.connection)
        #expect(isNew && !room.isUntold && room.guests.count == 1)
        room.disconnect(guest(2).arrival.connection)
        let isGone = room.takeUntold()
        #expect(isGone && !room.isUntold && room.guests.isEmpty && room.line.count == 1)
    }

    @Test("each board hears once what is new for it")
    func eachBoardHearsOnceWhatIsNewForIt() {
        var room = WaitingRoom([board(1), board(2)])
        _ = room.connect(guest(1), as: serial(1))
        let full = SeatFigure(configured: 10, maximum: .limited(10))
        let told = room.notices(full) { _ in true }.count
        let again = room.notices(full) { _ in true }.count
        let lostLicence = room.notices(full) { _ in false }
        let raised = room.notices(SeatFigure(configured: 11, maximum: .limited(11))) { _ in false }.count
        #expect((told, again, raised) == (1, 0, 1))
        #expect(lostLicence.first?.notice.isEntitled == false)
    }

    @Test("the time ends")
    func theTimeEnds() {
        let room = WaitingRoom([board(1), board(2)])
        let end = Instant(milliseconds: WaitingBoardLimits.millis + 1)
        #expect(room.expired(at: Instant(milliseconds: 100)).isEmpty)
        #expect(room.expired(at: end).map(\.serial) == [serial(1)])
    }
}
