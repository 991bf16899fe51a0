import AdminClient
import Foundation
import TestSupport
import Testing

@testable import wallboardctl

@Suite("The program and a gateway", .timeLimit(.minutes(3)))
struct ProgramTests {
    private let lines = LedgerSample.lines.joined(separator: "\n")

    @Test("a saved ledger is verified without a gateway, and the exit code says so")
    func ledger() async throws {
        let right = try await Program.run("ledger verify - --expect-last \(LedgerSample.lastHash)", input: lines)
        #expect(right.code == 0 && right.output.contains(LedgerSample.lastHash) && right.complaints.isEmpty)
        let altered = try await Program.run(
            "ledger verify -",
            input: lines.replacing("\"configured\": 1", with: "\"configured\": 2", maxReplacements: 1))
        #expect(altered.code == 4 && altered.output.isEmpty)
        #expect(altered.complaints == "wallboardctl: entry 2 was altered: its hash is another one\n")
        let cut = LedgerSample.lines.dropLast().joined(separator: "\n")
        #expect(try await Program.run("ledger verify -", input: cut).code == 0)
        let seen = try await Program.run("ledger verify - --json --expect-last \(LedgerSample.lastHash)", input: cut)
        #expect(seen.code == 4 && seen.output.contains(#""verified":false"#))
        #expect(try await Program.run("ledger verify -", input: "").code == 4)
        #expect(try await Program.run("ledger verify -", input: "no ledger").code == 2)
    }

    @Test("what the gateway lists is verified as what was saved, and must be of the customer asked for")
    func ledgerOfGateway() async throws {
        let items = LedgerSample.lines.joined(separator: ",")
        try await TestServer.serve { _ in
            .body(#"{"items":[\#(items)]}"#)
        } _: { double in
            #expect(try await Program.run("ledger verify --customer acme", at: double).code == 0)
            #expect(try await Program.run("ledger verify --customer other", at: double).code == 4)
            let saved = try await Program.run("ledger list acme --json", at: double)
            #expect(try await Program.run("ledger verify -", input: saved.output).code == 0)
        }
    }

    @Test("a surplus is refused with its boards: as a table for a person, as the document for a program")
    func surplus() async throws {
        let problem = #"{"code":"surplus","detail":"Too many.","surplus":1,"devices":[{"id":"d1","name":"Hall"}]}"#
        try await TestServer.serve { _ in
            .problem(409, problem)
        } _: { double in
            let person = try await Program.run("licences set-max acme 0", at: double)
            #expect(person.code == 1 && person.output.isEmpty)
            #expect(person.complaints.contains("d1      Hall") && person.complaints.contains("Too many. (409 surplus)"))
            let program = try await Program.run("licences set-max acme 0 --json", at: double)
            #expect(
                program.code == 1 && program.output.isEmpty && program.complaints.hasPrefix("{\"code\":\"surplus\""))
        }
    }

    @Test("the effect of a maximum is shown, and what was typed is what is sent")
    func effect() async throws {
        let effect =
            #"{"effect":{"dryRun":true,"before":{"configured":3,"max":null,"display":"3/∞"},"#
            + #""after":{"configured":2,"max":2,"display":"2/2","over":false},"#
            + #""suspended":[{"id":"d1","name":"Hall","serial":"TV-1","view":"overview","screen":"suspended"}],"#
            + #""letsIn":[{"serial":"TV-9","model":"m","lastRefusedAt":"2026-03-01T00:00:00.000Z"}]}}"#
        try await TestServer.serve { _ in
            .body(effect)
        } _: { double in
            let shown = try await Program.run(
                "licences set-max acme 2 --surplus suspend --suspend d1 --dry-run --if-match 7 --reason order",
                at: double)
            #expect(shown.code == 0, "\(shown.complaints)")
            for text in ["A dry run", "unlimited  3/∞", "2/2", "d1      Hall", "TV-9"] {
                #expect(shown.output.contains(text), "\(shown.output)")
            }
            let request = try #require(double.requests.first)
            #expect(request.headers["if-match"] == "\"7\"" && request.method == "PATCH")
            #expect(
                request.text
                    == #"{"dryRun":true,"maxWallboards":2,"reason":"order","surplus":"suspend","suspend":["d1"]}"#)
        }
    }

    @Test("a board is looked up before it is paired, and in a pipe nobody is asked")
    func pair() async throws {
        try await TestServer.serve { request in
            request.method == "GET"
                ? .body(#"{"userCode":"WDJB-MJHT","model":"TV 55","address":"10.0.0.7","serial":"TV-1","device":null}"#)
                : .body(#"{"id":"d1"}"#, status: 201)
        } _: { double in
            let paired = try await Program.run("pair acme wdjbmjht --user u", at: double)
            #expect(paired.code == 0 && paired.output.hasPrefix("id               d1\n"), "\(paired)")
            for text in ["TV 55", "10.0.0.7", "TV-1"] { #expect(paired.complaints.contains(text)) }
            #expect(
                double.requests.map { $0.method + " " + $0.target } == [
                    "GET /v1/customers/acme/pairings/wdjbmjht", "POST /v1/customers/acme/pairings",
                ])
        }
    }

    @Test("where no licence is free a board is paired to wait for one")
    func pairToWait() async throws {
        try await TestServer.serve { request in
            request.method == "GET"
                ? .body(#"{"userCode":"WDJB-MJHT","serial":"TV-1","device":null}"#)
                : .body(#"{"waiting":true,"serial":"TV-1","configured":10,"max":10,"place":3}"#, status: 202)
        } _: { double in
            let paired = try await Program.run("pair acme wdjbmjht --user u --dashboard hall --wait", at: double)
            #expect(paired.code == 0 && paired.output.contains("10 of 10 in use"), "\(paired)")
            #expect(
                double.requests.last?.text
                    == #"{"dashboardId":"hall","userCode":"wdjbmjht","userId":"u","wait":true}"#)
        }
    }

    @Test("a code that nobody shows is not paired")
    func unknownCode() async throws {
        try await TestServer.serve { _ in
            .problem(404, #"{"code":"notFound","detail":"No such code."}"#)
        } _: { double in
            let refused = try await Program.run("pair acme wdjbmjht --user u --yes", at: double)
            #expect(refused.code == 1)
            #expect(double.requests.count == 1)
        }
    }

    @Test("an import sends the file as it is and shows changes and boards")
    func importUsers() async throws {
        let receipt =
            #"{"dryRun":true,"created":0,"changed":1,"unchanged":2,"changes":[{"userId":"u","action":"changed","#
            + #""fields":[{"field":"supervisor","from":"none","to":"insights"},{"field":"name","from":"a","to":"b"}],"#
            + #""screens":[{"id":"d1","name":"Hall","serial":"TV-1","view":"insights","screen":"overview"}]}],"#
            + #""licences":{"before":{"supervisor":{"insights":0}},"after":{"supervisor":{"insights":1}}}}"#
        try await TestServer.serve { _ in
            .body(receipt)
        } _: { double in
            let shown = try await Program.run("users import acme - --dry-run", at: double, input: "id,name\r\nu,b\r\n")
            #expect(shown.code == 0, "\(shown.complaints)")
            for text in [
                "0 created, 1 changed, 2 unchanged: a dry run", "u     changed  supervisor  none  insights",
                "d1     Hall", "supervisor insights  0       1",
            ] { #expect(shown.output.contains(text), "\(shown.output)") }
            let request = try #require(double.requests.first)
            #expect(request.target == "/v1/customers/acme/user-imports?dryRun=true")
            #expect(request.headers["content-type"] == "text/csv" && request.text == "id,name\r\nu,b\r\n")
        }
    }

    @Test("a secret is printed once, alone, to the standard output")
    func secret() async throws {
        try await TestServer.serve { _ in
            .body(#"{"id":"t1","token":"aaa.bbb"}"#, status: 201)
        } _: { double in
            let made = try await Program.run("tokens create --role monitor --name n", at: double)
            #expect(made.code == 0 && made.output == "aaa.bbb\n" && made.complaints.isEmpty)
        }
    }

    @Test("sessions are listed and ended, and what a program reads has no table and no word")
    func sessions() async throws {
        let items = #"""
            {"items":[{"id":"s1","name":"Petra","tokenId":"t1","role":"customer","customerId":"acme",\#
            "address":"192.0.2.7","since":"2026-12-01T08:00:00.000Z","lastUsedAt":"2026-12-01T08:01:00.000Z",\#
            "isOwn":false}]}
            """#
        try await TestServer.serve { request in
            request.method == "GET" ? .body(items) : .body("", status: 204)
        } _: { double in
            let listed = try await Program.run("sessions list", at: double)
            #expect(listed.code == 0 && listed.output.hasPrefix("SESSION  NAME   TOKEN  ROLE      CUSTOMER  ADDRESS"))
            #expect(listed.output.contains("s1       Petra  t1     customer  acme      192.0.2.7  2026-12-01T08:00"))
            #expect(try await Program.run("sessions list --json", at: double).output.contains(#""id":"s1""#))
            #expect(try await Program.run("sessions end s1", at: double).output == "The session s1 is ended.\n")
            #expect(try await Program.run("sessions end s1 --json", at: double).output.isEmpty)
            let last = try #require(double.requests.last)
            #expect(last.method == "DELETE" && last.target == "/v1/sessions/s1")
        }
    }

    @Test("a spreadsheet gets the gateway's bytes")
    func csv() async throws {
        try await TestServer.serve { _ in
            .body("a,b\r\n1,2\r\n", type: "text/csv")
        } _: { double in
            #expect(try await Program.run("ledger list acme --csv", at: double).output == "a,b\r\n1,2\r\n")
            let figures = try await Program.run("usage acme --period 2026-03 --csv --figures", at: double)
            #expect(figures.output == "a,b\r\n1,2\r\n")
            #expect(
                double.requests.map(\.target) == [
                    "/v1/customers/acme/ledger?format=csv",
                    "/v1/customers/acme/usage?period=2026-03&part=figures&format=csv",
                ])
        }
    }

    @Test("the ids of customers and boards are completed, and without a gateway nothing is said")
    func completion() async throws {
        try await TestServer.serve { request in
            .body(request.target.contains("/devices") ? #"{"items":[{"id":"d1"}]}"# : #"{"items":[{"id":"acme"}]}"#)
        } _: { double in
            let words = [
                "wallboardctl", "devices", "show", "--url", double.url, "--token-file", try TestToken.file(), "--ca",
                double.trustRoots, "acme", "",
            ]
            #expect(await CompletionWords(words).ids(at: Customers.path) == ["acme"])
            let customer = try #require(CompletionWords(words).customer)
            #expect(await CompletionWords(words).ids(at: Devices.path(customer)) == ["d1"])
        }
        #expect(
            await CompletionWords(["wallboardctl", "--url", "https://127.0.0.1:1"]).ids(at: Customers.path).isEmpty)
    }
}
