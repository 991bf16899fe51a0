import BoardProtocol
import Testing
import Values

@testable import wallboardctl

@Suite("How a feed is shown")
struct CustomerFeedTests {
    @Test(
        "its state in words",
        arguments: [("none", "never heard of"), ("live", "live"), ("delayed", "late"), ("lost", "lost")])
    func states(state: String, words: String) throws {
        let feed = try JSON(parsing: Array(#"{"state":"\#(state)"}"#.utf8))
        #expect(CustomerFeed.state(feed) == words)
    }

    @Test("its counts in one row, and a row for the latest problem of each kind")
    func rows() throws {
        let text = """
            {"state":"live","lastHeardAt":null,"lastEventAt":"2026-11-24T09:30:00.000Z","since":"2026-11-24T02:00:00.000Z",
            "accepted":7,"duplicates":1,"rejected":3,"ignored":2,"shortened":0,
            "problems":[{"kind":"ignored","at":"2026-11-24T09:30:00.000Z","reason":"the call has ended"}]}
            """
        let rows = CustomerFeed.rows(try JSON(parsing: Array(text.utf8)))
        #expect(rows.map(\.0).contains("last event"))
        #expect(rows.contains { $0.1 == "7 accepted, 1 duplicates, 3 rejected, 2 ignored, 0 shortened" })
        #expect(rows.last.map { $0 == ("last ignored", "2026-11-24T09:30:00.000Z: the call has ended") } == true)
    }
}
