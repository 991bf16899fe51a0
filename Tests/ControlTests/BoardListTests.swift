import AdminClient
import Testing
import Values

@testable import wallboardctl

@Suite("Boards while they are watched")
struct BoardListTests {
    private func json(_ text: String) throws -> JSON { try JSON(parsing: Array(text.utf8)) }

    private func list() throws -> BoardList {
        BoardList(
            try json(
                #"""
                {"boards":[{"customerId":"b","id":"1","status":"asleep"},{"customerId":"a","id":"2","status":"connected"},
                {"customerId":"a","id":"1","status":"offline"}],"refused":[],"alarms":[]}
                """#))
    }

    private func places(_ list: BoardList) -> [String] {
        list.boards.map { $0["customerId"].shown + $0["id"].shown + " " + $0["status"].shown }
    }

    @Test("boards are sorted by customer and id, whatever arrives")
    func order() throws {
        var list = try list()
        #expect(places(list) == ["a1 offline", "a2 connected", "b1 asleep"])
        list.apply("board", try json(#"{"customerId":"a","id":"1","status":"connected"}"#))
        list.apply("board", try json(#"{"customerId":"a","id":"3","status":"asleep"}"#))
        list.apply("removed", try json(#"{"customerId":"b","id":"1"}"#))
        list.apply("removed", try json(#"{"customerId":"b","id":"9"}"#))
        list.apply("weather", .null)
        #expect(places(list) == ["a1 connected", "a2 connected", "a3 asleep"])
    }

    @Test("figures change nothing but figures, of boards that are there")
    func figures() throws {
        var list = try list()
        list.apply("figures", try json(#"[{"id":"2","roundTripMillis":12,"queuedBytes":0},{"id":"9"}]"#))
        #expect(list.boards[1]["roundTripMillis"]?.integer == 12 && list.boards[1]["status"]?.string == "connected")
        #expect(list.boards.count == 3 && list.boards[0]["roundTripMillis"] == nil)
    }

    @Test("a board that is in, or waits in the line, is refused no longer")
    func healing() throws {
        var list = try list()
        list.apply("refused", try json(#"{"customerId":"a","serial":"S-1"}"#))
        list.apply("refused", try json(#"{"customerId":null,"serial":"S-1"}"#))
        list.apply("refused", try json(#"{"customerId":"b","serial":"S-1"}"#))
        list.apply("refused", try json(#"{"customerId":"a","serial":"S-2"}"#))
        list.apply("board", try json(#"{"customerId":"a","id":"7","serial":"S-1","status":"offline"}"#))
        #expect(list.refused.count == 4, "an offline board is not in")
        let back = #"{"customerId":"a","id":"7","serial":"S-1","connectedSince":"2026-01-01T00:00:00.000Z"}"#
        list.apply("board", try json(back))
        #expect(list.refused.map { $0["customerId"].shown + $0["serial"].shown } == ["aS-2", "bS-1"])
        list.apply("waiting", try json(#"{"customerId":"b","waiting":[{"customerId":"b","serial":"S-1","place":1}]}"#))
        list.apply("waiting", try json(#"{"customerId":"a","waiting":[{"customerId":"a","serial":"S-2","place":1}]}"#))
        #expect(list.refused.isEmpty)
        #expect(list.waiting.map { $0["serial"].shown } == ["S-2", "S-1"])
        #expect(BoardTables.all(list).contains("Waiting for a licence: 2"))
        list.apply("waiting", try json(#"{"customerId":"a","waiting":[]}"#))
        #expect(list.waiting.map { $0["serial"].shown } == ["S-1"])
    }

    @Test("only the newest attempts and alarms are kept")
    func bounds() throws {
        var list = try list()
        for number in 1...100 {
            list.apply("refused", .fields(["serial": .integer(Int64(number))]))
            list.apply("alarm", .fields(["serial": .integer(Int64(number))]))
        }
        #expect(list.refused.count == BoardList.maxAttempts && list.refused[0]["serial"]?.integer == 100)
        #expect(list.alarms.count == BoardList.maxAttempts && list.alarms[0]["serial"]?.integer == 100)
    }

    @Test("the tables have the selected boards, the counts have all")
    func tables() throws {
        let text = BoardTables.all(try list(), status: "asleep")
        #expect(text.hasPrefix("Connected: 1, asleep: 1, offline: 1\n"))
        #expect(text.contains("b         1") && !text.contains("\na "))
    }

    @Test("what a board may be is named, with what to type")
    func seatCandidates() throws {
        let board = try json(
            #"""
            {"serial":"S-1","candidates":[{"id":"d-1","name":"Hall\u001b[2J","status":"offline"},
            {"id":"d-2","name":"Floor","status":"asleep"}]}
            """#)
        let none = try json(#"{"serial":"S-2","candidates":[]}"#)
        #expect(SeatCandidates.list(board) == "d-1 (Hall\u{FFFD}[2J, offline); d-2 (Floor, asleep)")
        #expect(SeatCandidates.list(none) == "–" && SeatCandidates.list(.null) == "–")
        #expect(BoardTables.waiting([board]).text.contains("d-1 (Hall"))
        let advice = SeatCandidates.advice([(none, "--serial=S-2"), (board, "--serial=S-1")], of: "acme")
        #expect(
            advice == """
                If a board is one that has lost its storage, give it its seat back:
                  wallboardctl devices replace acme d-1 --serial=S-1   # Hall\u{FFFD}[2J
                  wallboardctl devices replace acme d-2 --serial=S-1   # Floor
                """)
        #expect(SeatCandidates.advice([(none, "--serial=S-2")], of: "acme") == nil)
    }

    @Test("a line says what happened, and figures are no news")
    func lines() throws {
        #expect(BoardTables.line("removed", try json(#"{"customerId":"a","id":"1"}"#)) == "removed  a  1")
        #expect(BoardTables.line("figures", .array([])) == nil)
    }
}
