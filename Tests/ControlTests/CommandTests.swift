import AdminClient
import ArgumentParser
import BoardProtocol
import Testing
import Values

@testable import wallboardctl

@Suite("What is typed")
struct CommandTests {
    private let connection = ["--url", "https://127.0.0.1:9443", "--token-file", "t"]

    @Test(
        "every command of the admin API's routes is there",
        arguments: [
            "customers list", "customers show a", "customers create a --name n --time-zone UTC --max 10",
            "customers update a --reset-time 03:00", "customers delete a", "users list a", "users show a u",
            "users put a u --name n --extension 1 --supervisor insights", "users delete a u", "licences show a",
            "licences set-max a unlimited --dry-run --if-match 3", "enrolment-keys list a",
            "enrolment-keys create a u --expires-in-seconds 60 --max-uses 1", "enrolment-keys delete a k",
            "devices list a", "devices show a d", "devices assign a d u", "devices assign a d --nobody",
            "devices rename a d n", "devices suspend a d", "devices resume a d", "devices remove a d",
            "devices dashboard a d floor", "devices dashboard a d --default --if-match 3", "dashboards list a",
            "dashboards show a floor", "dashboards put a floor --file f.json --dry-run --if-match 3",
            "dashboards put a floor --file - --new", "dashboards delete a floor --if-match 3",
            "boards --customer a --watch", "events send a file",
            "customers change a --sleep-from 22:00 --sleep-to 06:00",
            "customers change a --goal Sales:callsWaiting=3,6 --goal agentsAvailable=0 --goal serviceLevel=off",
            "customers change a --no-sleep-hours --if-match 3", "users put a u --name n --extension 1 --new",
            "users import a - --format csv --dry-run", "users pbx-agents show a", "users pbx-agents set a 10 11",
            "users pbx-agents set a --none", "licences show a --watch",
            "licences set-max a 3 --reason r --surplus suspend --suspend d e", "devices replace a d --serial s",
            "devices replace a d --code WDJB-MJHT", "devices rotate-credential a d", "devices refusals a",
            "pair a wdjbmjht --user u --name n --yes", "boards --status asleep", "usage a --period 2026-03",
            "usage a --csv --figures", "ledger list a --csv", "ledger verify f", "ledger verify --customer a",
            "tokens list", "tokens create --role customer --customer a --name n --may-set-maximum", "tokens revoke t",
            "sessions list", "sessions end s", "audit --customer a --most 5", "me",
        ])
    func commands(line: String) async throws {
        _ = try await WallboardControl.asyncParseAsRoot(line.split(separator: " ").map(String.init) + connection)
    }

    @Test(
        "a wrong usage is reported, not sent",
        arguments: [
            "customers create a --name n --time-zone UTC --max -1", "licences set-max a ten", "devices assign a d",
            "devices assign a d u --nobody", "licences show a --watch --interval 0", "customers", "nonsense",
            "customers change a --goal serviceLevel", "customers change a --goal waiting=1,2",
            "customers change a --goal callsWaiting=1", "customers change a --goal callsWaiting=,",
            "customers change a --goal agentsAvailable=1,2", "customers change a --goal Sales:agentsAvailable=1",
            "customers change a --goal callsWaiting=inherit", "customers change a --goal callsWaiting=a,b",
            "customers change a", "customers change a --sleep-from 22:00", "licences set-max a 3 --suspend d",
            "customers change a --sleep-from 22:00 --sleep-to 06:00 --no-sleep-hours", "boards --status awake",
            "licences set-max a 3 --surplus suspend", "users put a u --name n --extension 1 --new --if-match 2",
            "users pbx-agents set a", "users pbx-agents set a 1 --none", "devices replace a d",
            "devices replace a d --serial s --code c", "pair a c", "usage a --period 2026-13", "usage a --figures",
            "usage a --csv --json", "ledger list a --csv --json", "ledger verify", "ledger verify f --customer a",
            "devices dashboard a d", "devices dashboard a d floor --default", "dashboards put a floor",
            "dashboards put a floor --file f --new --if-match 3", "ledger verify f --expect-last abc", "audit --most 0",
            "sessions end", "sessions list s",
        ])
    func wrong(line: String) async {
        await #expect(throws: (any Error).self) {
            var command = try await WallboardControl.asyncParseAsRoot(line.split(separator: " ").map(String.init))
            // A command that groups others says so when it is run; the others are not run.
            if !(command is any AsyncParsableCommand) { try command.run() }
        }
    }

    @Test("sleep hours are set, taken away, or left as they are")
    func sleepHours() async throws {
        func body(_ words: String...) async throws -> String {
            String(decoding: try await Customers.Change.asyncParse(["a"] + words).body.encode(), as: UTF8.self)
        }
        #expect(
            try await body("--sleep-from", "22:00", "--sleep-to", "06:00")
                == #"{"sleepHours":{"from":"22:00","to":"06:00"}}"#
        )
        #expect(try await body("--no-sleep-hours") == #"{"sleepHours":null}"#)
        #expect(try await body("--name", "n") == #"{"name":"n"}"#)
    }

    @Test("the format of users follows from the name, or from how the file begins")
    func formats() {
        #expect(Users.Import.Format(of: Array("[".utf8), named: "users.CSV") == .csv)
        #expect(Users.Import.Format(of: Array("id".utf8), named: "users.json") == .json)
        #expect(Users.Import.Format(of: Array(" \n{".utf8), named: "-") == .json)
        #expect(Users.Import.Format(of: Array("id,name".utf8), named: "-") == .csv)
        #expect(Users.Import.Format(of: [], named: "-") == .csv)
    }

    @Test("words that are being typed name the customer and the gateway")
    func completion() {
        let words = CompletionWords(
            ["wallboardctl", "devices", "--url", "https://a", "show", "--json", "acme", "--ca", "f", ""])
        #expect(words.customer == "acme" && words.options == ["--url": "https://a", "--ca": "f"])
        #expect(CompletionWords(["wallboardctl", "devices", "show"]).customer == nil)
        #expect(CompletionWords([]).positions.isEmpty)
    }

    @Test("a maximum is a number from 0, or unlimited")
    func maximum() {
        #expect(SeatMaximumArgument(argument: "0")?.json == .integer(0))
        #expect(SeatMaximumArgument(argument: "unlimited")?.json == .null)
        for text in ["-1", "1.5", "", "many"] { #expect(SeatMaximumArgument(argument: text) == nil, "\(text)") }
    }

    @Test("the version for If-Match may be typed without its quotes")
    func versions() {
        #expect(VersionOption.entityTag("3") == "\"3\"")
        #expect(VersionOption.entityTag("\"3\"") == "\"3\"")
        #expect(VersionOption.entityTag("*") == "*")
    }

    @Test("the exit code says whose fault it was")
    func exitCodes() {
        #expect(Outcome(of: .notUnderstood("x")).rawValue == 1)
        #expect(Outcome(of: .misconfigured("x")).rawValue == 2)
        #expect(Outcome(of: .unreachable("x")).rawValue == 3)
        #expect([Outcome.notVerified, .declined, .notWritten].map(\.rawValue) == [4, 5, 6])
    }
}
