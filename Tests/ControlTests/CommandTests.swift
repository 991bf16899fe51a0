import AdminClient
import ArgumentParser
import BoardProtocol
import Testing

@testable import wallboardctl

@Suite("What is typed")
struct CommandTests {
    private let connection = ["--url", "https://127.0.0.1:9443", "--token-file", "t"]

    @Test(
        "Every command of the admin API's routes is there",
        arguments: [
            "customers list", "customers show a", "customers create a --name n --time-zone UTC --max 10",
            "customers update a --reset-time 03:00", "customers delete a", "users list a", "users show a u",
            "users put a u --name n --extension 1 --supervisor insights", "users delete a u", "licences show a",
            "licences set-max a unlimited --dry-run --if-match 3", "enrolment-keys list a",
            "enrolment-keys create a u --expires-in-seconds 60 --max-uses 1", "enrolment-keys delete a k",
            "devices list a", "devices show a d", "devices assign a d u", "devices assign a d --nobody",
            "devices rename a d n", "devices suspend a d", "devices resume a d", "devices remove a d",
            "boards --customer a --watch", "events send a file",
        ])
    func commands(line: String) throws {
        _ = try WallboardControl.parseAsRoot(line.split(separator: " ").map(String.init) + connection)
    }

    @Test(
        "A wrong usage is told, not sent",
        arguments: [
            "customers create a --name n --time-zone UTC --max -1", "licences set-max a ten", "devices assign a d",
            "devices assign a d u --nobody", "boards --interval 0", "customers", "nonsense",
        ])
    func wrong(line: String) {
        #expect(throws: (any Error).self) {
            var command = try WallboardControl.parseAsRoot(line.split(separator: " ").map(String.init))
            try command.run()
        }
    }

    @Test("A maximum is a number from 0, or unlimited")
    func maximum() {
        #expect(SeatMaximumArgument(argument: "0")?.json == .integer(0))
        #expect(SeatMaximumArgument(argument: "unlimited")?.json == .null)
        for text in ["-1", "1.5", "", "many"] { #expect(SeatMaximumArgument(argument: text) == nil, "\(text)") }
    }

    @Test("The version for If-Match may be typed without its quotes")
    func versions() {
        #expect(Licences.SetMaximum.entityTag("3") == "\"3\"")
        #expect(Licences.SetMaximum.entityTag("\"3\"") == "\"3\"")
        #expect(Licences.SetMaximum.entityTag("*") == "*")
    }

    @Test("The exit code says whose fault it was")
    func exitCodes() {
        #expect(Outcome(of: .notUnderstood("x")).rawValue == 1)
        #expect(Outcome(of: .misconfigured("x")).rawValue == 2)
        #expect(Outcome(of: .unreachable("x")).rawValue == 3)
    }
}
