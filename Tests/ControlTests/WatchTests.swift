import AdminClient
import BoardProtocol
import Foundation
import Synchronization
import TestSupport
import Testing
import Values

@testable import wallboardctl

@Suite("Watching, until Ctrl-C", .timeLimit(.minutes(3)))
struct WatchTests {
    /// Waits until the program has written the expected text.
    private func wait(for text: String, times: Int = 1, from program: Program) async throws {
        while program.output.ranges(of: text).count < times { try await Task.sleep(for: .milliseconds(20)) }
    }

    private func board(_ status: String) -> String {
        #"{"customerId":"a","id":"d1","name":"Hall","status":"\#(status)"}"#
    }

    /// A stream that ends after a change, and a second one that stays; the list before them is always the same.
    private func watch(
        _ words: String, _ test: @escaping @Sendable (Program, TestServer) async throws -> Void
    ) async throws {
        let opened = Atomic(0)
        try await TestServer.serve { request in
            guard request.target.hasPrefix("/v1/boards/events") else {
                return .body(#"{"boards":[\#(board("connected"))],"refused":[],"alarms":[]}"#)
            }
            let isFirst = opened.wrappingAdd(1, ordering: .relaxed).newValue == 1
            let change = "id: 2\nevent: board\ndata: \(board("asleep"))\n\n"
            return .events(
                ["retry: 1\n\nid: 1\nevent: resync\ndata: {}\n\n"] + (isFirst ? [change] : []), staysOpen: !isFirst)
        } _: { double in
            try await test(try Program(words, at: double), double)
        }
    }

    @Test("a program gets an object a line: the list, every change, and the list again after a break")
    func json() async throws {
        try await watch("boards --watch --json --customer a") { program, double in
            try await wait(for: #""event":"list""#, times: 2, from: program)
            program.interrupt()
            let result = await program.result()
            #expect(result.code == 0, "\(result.complaints)")
            let objects = try result.output.split(separator: "\n").map { try JSON(parsing: Array($0.utf8)) }
            #expect(objects.map { $0["event"].shown } == ["list", "board", "list"])
            #expect(objects[1]["data"]?["status"]?.string == "asleep")
            #expect(result.complaints.contains("the gateway has ended the stream; next try in 1 s"))
            #expect(double.requests.allSatisfy { $0.target.hasSuffix("customerId=a") })
        }
    }

    @Test("a pipe gets a line for each board and change, without anything for terminals")
    func lines() async throws {
        try await watch("boards --watch") { program, _ in
            try await wait(for: "connected", times: 2, from: program)
            program.interrupt()
            let result = await program.result()
            #expect(result.code == 0)
            let line = "board  a  d1  Hall  –  "
            #expect(
                result.output
                    == [line + "connected  –  –", line + "asleep  –  –", line + "connected  –  –", ""].joined(
                        separator: "\n"))
        }
    }

    @Test("the list is followed to its last page")
    func pages() async throws {
        try await TestServer.serve { request in
            let board = { (id: String) in #"{"customerId":"a","id":"\#(id)","name":"Hall","status":"connected"}"# }
            guard request.target.contains("cursor=next") else {
                let refused = #"{"customerId":"a","serial":"S9","reason":"seatLimit"}"#
                return .body(
                    #"{"boards":[\#(board("d1"))],"nextCursor":"next","refused":[\#(refused)],"alarms":[]}"#)
            }
            return .body(#"{"boards":[\#(board("d2"))],"refused":[],"alarms":[]}"#)
        } _: { double in
            let result = try await Program("boards --json", at: double).result()
            #expect(result.code == 0, "\(result.complaints)")
            let list = try JSON(parsing: Array(result.output.utf8))
            #expect(list["boards"]?.array?.map { $0["id"].shown } == ["d1", "d2"])
            #expect(list["refused"]?.array?.count == 1 && list["nextCursor"] == nil)
        }
    }

    @Test("only boards of the selected status are shown, and when one leaves it")
    func status() async throws {
        try await watch("boards --watch --json --status asleep") { program, _ in
            try await wait(for: #""event":"list""#, times: 2, from: program)
            program.interrupt()
            let objects = try await program.result().output.split(separator: "\n")
                .map { try JSON(parsing: Array($0.utf8)) }
            #expect(objects.map { $0["event"].shown } == ["list", "board", "list"])
            #expect(objects[0]["data"]?["boards"]?.array?.isEmpty == true)
        }
    }

    @Test("the licences are shown whenever they are different")
    func licences() async throws {
        let asked = Atomic(0)
        try await TestServer.serve { _ in
            let number = asked.wrappingAdd(1, ordering: .relaxed).newValue
            if number == 3 { return .problem(503, #"{"detail":"Starting."}"#) }
            return .body(#"{"asOf":"\#(number)","devices":{"wallboards":{"display":"\#(number > 3 ? 2 : 1)/9"}}}"#)
        } _: { double in
            let program = try Program("licences show a --watch --interval 1", at: double)
            try await wait(for: "2/9", from: program)
            program.interrupt()
            let result = await program.result()
            #expect(result.code == 0)
            #expect(result.output.split(separator: "\n").map { $0.prefix(6) } == ["1  1/9", "4  2/9"])
            #expect(result.complaints.contains("Starting."))
        }
    }
}
