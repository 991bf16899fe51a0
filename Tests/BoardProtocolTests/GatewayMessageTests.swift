import BoardProtocol
import Foundation
import TestSupport
import Testing
import Values

@Suite("Messages of the gateway are written by section 3")
struct GatewayMessageTests {
    private let moment = Instant(milliseconds: 1_795_509_000_250)

    private var welcome: Welcome {
        Welcome(
            deviceId: "d1", deviceName: "Lobby", customerName: "Müller \"&\" Co", timeZone: "Europe/Zurich",
            boardLicence: .liveAnalytics, view: .contactCentre, entitlementVersion: 3,
            dashboard: Welcome.Dashboard(
                id: "floor", title: "Today", queues: ["Sales"], tiles: tiles,
                alarms: [
                    Welcome.Alarm(
                        figure: "callsWaiting", queue: "Sales", operator: ">", value: 5, upTo: nil, colour: "red",
                        flash: true),
                    Welcome.Alarm(
                        figure: "serviceLevel", queue: nil, operator: "between", value: 0.5, upTo: 0.75,
                        colour: "amber", flash: false),
                ]),
            heartbeatSeconds: 20, serverTime: moment)
    }

    private var tiles: [Welcome.Tile] {
        var figure = Welcome.Tile(kind: "figure")
        (figure.title, figure.width, figure.height) = ("All", 4, 2)
        (figure.figure, figure.queue) = ("offered", "Sales")
        var queues = Welcome.Tile(kind: "queues")
        queues.figures = ["offered", "answered"]
        var calls = Welcome.Tile(kind: "calls")
        calls.rows = 8
        var text = Welcome.Tile(kind: "text")
        text.text = "Hello"
        return [figure, queues, calls, text]
    }

    private var pairing: Pairing {
        Pairing(
            userCode: "BCDF-GHJK", verificationUri: "https://g.example/pair",
            verificationUriComplete: "https://g.example/pair?code=BCDF-GHJK", qr: ["101", "010", "111"],
            expiresInSeconds: 600)
    }

    private var messages: [(GatewayMessage, String)] {
        [
            (
                .pairing(pairing),
                #"{"type":"pairing","userCode":"BCDF-GHJK","verificationUri":"https://g.example/pair","#
                    + #""verificationUriComplete":"https://g.example/pair?code=BCDF-GHJK","qr":["101","010","111"],"#
                    + #""expiresInSeconds":600}"#
            ),
            (
                .registered(Registered(deviceId: "d1", token: Secret("t"))),
                #"{"type":"registered","deviceId":"d1","token":"t"}"#
            ),
            (
                .welcome(welcome),
                #"{"type":"welcome","deviceId":"d1","deviceName":"Lobby","customerName":"Müller \"&\" Co","#
                    + #""timeZone":"Europe/Zurich","boardLicence":"liveAnalytics","view":"contactCentre","#
                    + #""entitlementVersion":3,"dashboard":{"id":"floor","title":"Today","queues":["Sales"],"tiles":["#
                    + #"{"kind":"figure","title":"All","width":4,"height":2,"figure":"offered","queue":"Sales"},"#
                    + #"{"kind":"queues","figures":["offered","answered"]},{"kind":"calls","rows":8},"#
                    + #"{"kind":"text","text":"Hello"}],"alarms":[{"figure":"callsWaiting","queue":"Sales","#
                    + #""operator":">","value":5,"colour":"red","flash":true},{"figure":"serviceLevel","#
                    + #""operator":"between","value":0.5,"upTo":0.75,"colour":"amber","flash":false}]},"#
                    + #""heartbeatSeconds":20,"serverTime":"2026-11-24T08:30:00.250Z"}"#
            ),
            (
                .snapshot(Snapshot(seq: 7, asOf: moment, state: Array(#"{"totals":{"offered":1}}"#.utf8))),
                #"{"type":"snapshot","seq":7,"asOf":"2026-11-24T08:30:00.250Z","state":{"totals":{"offered":1}}}"#
            ),
            (
                .update(Update(seq: 8, asOf: moment, patch: Array(#"{"totals":{"offered":null}}"#.utf8))),
                #"{"type":"update","seq":8,"asOf":"2026-11-24T08:30:00.250Z","patch":{"totals":{"offered":null}}}"#
            ),
            (
                .heartbeat(Heartbeat(serverTime: moment)),
                #"{"type":"heartbeat","serverTime":"2026-11-24T08:30:00.250Z"}"#
            ),
            (
                .refused(
                    Refused(
                        reason: .seatLimit, detail: "No licence is free.", retryAfterSeconds: 30,
                        seats: Refused.Seats(configured: 10, max: 10))),
                #"{"type":"refused","reason":"seatLimit","detail":"No licence is free.","retryAfterSeconds":30,"#
                    + #""configured":10,"max":10}"#
            ),
            (
                .refused(Refused(reason: .suspended, detail: "Suspended.")),
                #"{"type":"refused","reason":"suspended","detail":"Suspended."}"#
            ),
            (
                .refused(
                    Refused(reason: .seatLimit, detail: "x", seats: Refused.Seats(configured: 1, max: nil))),
                #"{"type":"refused","reason":"seatLimit","detail":"x","configured":1}"#
            ),
            (
                .waiting(Waiting(detail: "d", seats: .init(configured: 10, max: 10), token: Secret("t"))),
                #"{"type":"waiting","detail":"d","configured":10,"max":10,"token":"t"}"#
            ),
            (.goaway(Goaway(retryAfterMillis: 1_234)), #"{"type":"goaway","retryAfterMillis":1234}"#),
        ]
    }

    @Test("with exactly the names of the protocol, and read back as the same")
    func texts() throws {
        for (message, text) in messages {
            #expect(String(decoding: message.encode(), as: UTF8.self) == text)
            #expect(try GatewayMessage(parsing: message.encode()) == message)
        }
    }

    @Test("a message of another type is none that a board knows, and no fault")
    func unknownType() throws {
        for text in [#"{"type":"x"}"#, #"{"type":"","seq":[]}"#, #"{"type":"Welcome"}"#] {
            #expect(try GatewayMessage(parsing: Array(text.utf8)) == nil)
        }
    }

    @Test("unknown fields are ignored, and fields may come in any order")
    func leniency() throws {
        let text =
            #" { "state" : { "a" : [ 1 ] } , "new":[{}], "asOf":"2026-11-24T08:30:00.250Z","seq":0,"type":"snapshot"} "#
        #expect(
            try GatewayMessage(parsing: Array(text.utf8))
                == .snapshot(Snapshot(seq: 0, asOf: moment, state: Array(#"{ "a" : [ 1 ] }"#.utf8))))
    }

    @Test(
        "what breaks a rule is refused with the field",
        arguments: [
            ("[]", "not a JSON object"),
            (#"{"type":7}"#, "type is not a string"), ("{}", "type is missing"),
            (#"{"type":"waiting","detail":"","token":"t"}"#, "configured is missing"),
            (#"{"type":"snapshot","seq":1,"asOf":"2026-11-24T08:30:00Z"}"#, "state is missing"),
            (
                #"{"type":"update","seq":-1,"asOf":"2026-11-24T08:30:00Z","patch":{}}"#,
                "seq is not an integer of 0 or more"
            ),
            (#"{"type":"update","seq":1,"asOf":"yesterday","patch":{}}"#, "asOf is not an RFC 3339 time with offset"),
            (
                #"{"type":"update","seq":1,"asOf":"2026-11-24T08:30:00Z","patch":{]}"#,
                "not JSON: this byte cannot stand here (byte 64)"
            ),
            (#"{"type":"goaway"}"#, "retryAfterMillis is missing"),
            (#"{"type":"registered","deviceId":"d"}"#, "token is missing"),
            (
                #"{"type":"refused","reason":"mood","detail":""}"#,
                "reason is not one of \(RefusalReason.allCases.map(\.rawValue).joined(separator: ", "))"
            ),
        ])
    func refused(_ text: String, _ expected: String) {
        do throws(MessageError) {
            _ = try GatewayMessage(parsing: Array(text.utf8))
            Issue.record("was taken")
        } catch {
            #expect(error.reason == expected)
        }
    }

    @Test(
        "a pairing that breaks a rule is refused with the field",
        arguments: [
            (#""BCDF-GHJK""#, #""ACDF-GHJK""#, "userCode is not XXXX-XXXX of BCDFGHJKLMNPQRSTVWXZ"),
            (#""BCDF-GHJK""#, #""BCDFGHJK""#, "userCode is not XXXX-XXXX of BCDFGHJKLMNPQRSTVWXZ"),
            (#""BCDF-GHJK""#, #""BCDF-GHJ-""#, "userCode is not XXXX-XXXX of BCDFGHJKLMNPQRSTVWXZ"),
            (#""BCDF-GHJK""#, "7", "userCode is not a string"),
            (#""010""#, #""01""#, "qr is not a square of 1 to 177 rows of 0 and 1"),
            (#""010""#, #""012""#, "qr is not a square of 1 to 177 rows of 0 and 1"),
            (#"["101","010","111"]"#, "[]", "qr is not a square of 1 to 177 rows of 0 and 1"),
            (#"["101","010","111"]"#, #""101""#, "qr is not a list"),
            (#""010""#, "10", "qr is not a list of strings"),
            (#""qr""#, #""other""#, "qr is missing"),
            ("600", "-1", "expiresInSeconds is not an integer of 0 or more"),
        ])
    func pairingRules(_ part: String, _ replacement: String, _ expected: String) throws {
        let text = String(decoding: pairing.encode(), as: UTF8.self)
        let range = try #require(text.range(of: part))
        do throws(MessageError) {
            _ = try GatewayMessage(parsing: Array(text.replacingCharacters(in: range, with: replacement).utf8))
            Issue.record("was taken")
        } catch {
            #expect(error.reason == expected)
        }
    }

    @Test("the largest QR code fits, and one row more is refused")
    func largestCode() throws {
        func square(_ side: Int) -> String {
            let rows = Array(repeating: "\"" + String(repeating: "1", count: side) + "\"", count: side)
            return "[" + rows.joined(separator: ",") + "]"
        }
        func text(_ side: Int) -> [UInt8] {
            let rest = #""userCode":"BCDF-GHJK","verificationUri":"","verificationUriComplete":"","expiresInSeconds":0"#
            return Array(#"{"type":"pairing",\#(rest),"qr":\#(square(side))}"#.utf8)
        }
        guard case .pairing(let largest) = try GatewayMessage(parsing: text(177)) else {
            Issue.record("no pairing")
            return
        }
        #expect(largest.qr.count == MessageLimits.qrRows)
        #expect(throws: MessageError.self) { try GatewayMessage(parsing: text(178)) }
    }

    @Test("garbage never traps", arguments: 0..<10)
    func garbage(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<1_000 {
            let bytes = messages.randomElement(using: &generator)!.0.encode().mutated(using: &generator)
            _ = try? GatewayMessage(parsing: bytes)
        }
    }
}
