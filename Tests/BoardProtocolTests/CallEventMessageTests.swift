import BoardProtocol
import TestSupport
import Testing
import Values

@Suite("Call events are read by calls.md")
struct CallEventMessageTests {
    private func parse(_ text: String) throws(MessageError) -> CallEventMessage {
        try CallEventMessage(parsing: Array(text.utf8).span, limits: JSONLimits())
    }

    private func call(_ more: String, type: String = "call.queued") -> String {
        #"{"id":"e","type":"\#(type)","time":"2026-11-24T09:30:00Z","callId":"c"\#(more)}"#
    }

    private func reason(_ text: String) -> String? {
        do throws(MessageError) {
            _ = try parse(text)
            return nil
        } catch {
            return error.reason
        }
    }

    private let moment = Instant(milliseconds: 1_795_512_600_000)

    @Test(
        "every type of call event",
        arguments: [
            ("call.queued", .queued), ("call.left", .left(reason: nil)), ("call.ringing", .ringing),
            ("call.notAnswered", .notAnswered(reason: nil)), ("call.answered", .answered), ("call.joined", .joined),
            ("call.released", .released), ("call.held", .held), ("call.retrieved", .retrieved),
            ("call.parked", .parked), ("call.transferred", .transferred(.unknown)), ("call.ended", .ended(reason: nil)),
        ] as [(String, CallEventMessage.Step)])
    func types(_ type: String, _ step: CallEventMessage.Step) throws {
        #expect(
            try parse(call(#","agent":"ann""#, type: type))
                == CallEventMessage(
                    id: "e", time: moment, content: .call(CallEventMessage.Call(id: "c", step: step, agent: "ann"))))
    }

    @Test("all fields of a call, others ignored")
    func callFields() throws {
        let text = call(
            #","direction":"inbound","queue":"Verkauf","agent":"ann","caller":"+41790000132","reason":"timeout""#
                + #","waitSeconds":12.5,"sequence":7,"x":[{}],"state":9"#,
            type: "call.ended")
        let event = try parse(text)
        #expect(event.sequence == 7)
        #expect(
            event.content
                == .call(
                    CallEventMessage.Call(
                        id: "c", step: .ended(reason: "timeout"), direction: .inbound, queue: "Verkauf", agent: "ann",
                        caller: "+41790000132", waitMilliseconds: 12_500)))
    }

    @Test(
        "where a transfer goes is the first that is given",
        arguments: [
            (#","toNumber":"112","toAgent":"bo","toQueue":"Q""#, .queue("Q")),
            (#","toNumber":"112","toAgent":"bo","toQueue":"""#, .agent("bo")), (#","toNumber":"112""#, .number("112")),
            ("", .unknown),
        ] as [(String, CallEventMessage.Destination)])
    func destinations(_ fields: String, _ destination: CallEventMessage.Destination) throws {
        guard case .call(let call) = try parse(call(fields, type: "call.transferred")).content else { return }
        #expect(call.step == .transferred(destination))
    }

    @Test("a merge says into which call")
    func merges() throws {
        guard case .call(let call) = try parse(call(#","into":"d""#, type: "call.merged")).content else { return }
        #expect(call.step == .merged(into: "d"))
        #expect(reason(self.call("", type: "call.merged")) == "into is missing")
        let long = String(repeating: "c", count: 257)
        #expect(reason(self.call(#","into":"\#(long)""#, type: "call.merged")) == "into is not of 1 to 256 bytes")
    }

    @Test("an agent's state needs no call")
    func agentState() throws {
        let text =
            #"{"id":"e","type":"agent.state","time":"2026-11-24T09:30:00Z","agent":"ann","state":"paused","#
            + #""pauseReason":"lunch"}"#
        #expect(
            try parse(text)
                == CallEventMessage(
                    id: "e", time: moment,
                    content: .agent(CallEventMessage.Agent(name: "ann", state: .paused, pauseReason: "lunch"))))
    }

    @Test("what is not known may be absent, null or empty")
    func unknowns() throws {
        let bare = try parse(call(""))
        #expect(try parse(call(#","queue":null,"agent":null,"direction":null,"reason":null"#)) == bare)
        #expect(try parse(call(#","queue":"","agent":"","caller":"""#)) == bare)
    }

    @Test("the words of direction and state, and any reason as it was sent")
    func words() throws {
        for direction in CallEventMessage.Direction.allCases {
            guard case .call(let call) = try parse(call(#","direction":"\#(direction.rawValue)""#)).content else {
                return
            }
            #expect(call.direction == direction)
        }
        for word in ["caller", "noAnswer", "gelangweilt"] {
            #expect(
                try parse(call(#","reason":"\#(word)""#, type: "call.ended")).content
                    == .call(CallEventMessage.Call(id: "c", step: .ended(reason: word))))
        }
        #expect(CallEventMessage.Direction.allCases.map(\.rawValue) == ["inbound", "outbound", "internal"])
        #expect(
            CallEventMessage.AgentState.allCases.map(\.rawValue)
                == ["available", "ringing", "talking", "wrapUp", "paused", "loggedOut"])
    }

    @Test(
        "an optional field that makes no sense counts as not given",
        arguments: [
            #""direction":"in""#, #""direction":true"#, #""queue":7"#, #""queue":"a\u0000b""#, #""agent":["ann"]"#,
            #""caller":{}"#, #""sequence":-1"#, #""sequence":9007199254740992"#, #""sequence":1.5"#,
            #""waitSeconds":-1"#, #""waitSeconds":86400.1"#, #""waitSeconds":"5""#, #""reason":9"#,
        ])
    func nonsense(_ field: String) throws {
        #expect(try parse(call("," + field)) == parse(call("")))
    }

    @Test("a type and a state that are not known are kept as they were sent")
    func unknownTypes() throws {
        #expect(
            try parse(call(#","agent":"ann","state":"x""#, type: "call.sung")).content
                == .unknown(CallEventMessage.Unknown(type: "call.sung", state: "x", agent: "ann")))
        let asleep =
            #"{"id":"e","type":"agent.state","time":"2026-11-24T09:30:00Z","agent":"ann","state":"asleep"}"#
        #expect(
            try parse(asleep).content
                == .unknown(CallEventMessage.Unknown(type: "agent.state", state: "asleep", agent: "ann")))
    }

    @Test(
        "what breaks a rule is refused with the field",
        arguments: [
            ("x", "not JSON: this byte cannot stand here (byte 0)"), ("[]", "not a JSON object"),
            (#"{"id":"e","id":"e"}"#, "not JSON: a key is there twice in the object that begins here (byte 0)"),
            ("{}", "id is missing"), (#"{"id":1}"#, "id is not a string"),
            (#"{"id":""}"#, "id is not of 1 to 128 bytes"),
            (#"{"id":"a\nb"}"#, "id contains a control character"), (#"{"id":"e"}"#, "type is missing"),
            (#"{"id":"e","type":"call.queued"}"#, "time is missing"),
            (#"{"id":"e","type":"call.queued","time":1795512600}"#, "time is not a string"),
            (#"{"id":"e","type":"call.queued","time":"2026-11-24"}"#, "time is not an RFC 3339 time with offset"),
            (
                #"{"id":"e","type":"call.queued","time":"2026-02-30T00:00:00Z"}"#,
                "time is not an RFC 3339 time with offset"
            ),
            (#"{"id":"e","type":"call.queued","time":"2026-11-24T09:30:00Z"}"#, "callId is missing"),
            (
                #"{"id":"e","type":"call.queued","time":"2026-11-24T09:30:00Z","callId":""}"#,
                "callId is not of 1 to 256 bytes"
            ),
            (#"{"id":"e","type":"agent.state","time":"2026-11-24T09:30:00Z"}"#, "agent is missing"),
            (
                #"{"id":"e","type":"agent.state","time":"2026-11-24T09:30:00Z","agent":" "}"#,
                "agent is missing"
            ),
            (#"{"id":"e","type":"agent.state","time":"2026-11-24T09:30:00Z","agent":"a"}"#, "state is missing"),
            (
                #"{"id":"e","type":"call.ringing","time":"2026-11-24T09:30:00Z","callId":"c"}"#, "agent is missing"
            ),
            (
                #"{"id":"e","type":"call.joined","time":"2026-11-24T09:30:00Z","callId":"c","agent":7}"#,
                "agent is missing"
            ),
        ])
    func refused(_ text: String, _ expected: String) {
        #expect(reason(text) == expected)
    }

    private func event(_ field: String, _ value: String) -> String {
        var fields = ["id": "e", "callId": "c", "type": "call.queued", "time": "2026-11-24T09:30:00Z"]
        fields[field] = value
        return "{" + fields.sorted { $0.key < $1.key }.map { #""\#($0.key)":"\#($0.value)""# }.joined(separator: ",")
            + "}"
    }

    @Test("ids have a bound in bytes and no control characters", arguments: [("id", 128), ("callId", 256)])
    func bounds(_ field: String, _ bytes: Int) {
        #expect(reason(event(field, String(repeating: "é", count: bytes / 2))) == nil)
        #expect(
            reason(event(field, String(repeating: "é", count: bytes / 2) + "x"))
                == "\(field) is not of 1 to \(bytes) bytes")
        for control in [#"\u0000"#, #"\u001b"#, #"\u007f"#, "\u{7F}", "\u{85}"] {
            #expect(reason(event(field, "a\(control)b")) == "\(field) contains a control character")
        }
    }

    @Test("names that are too long are cut, and the event says so", arguments: ["queue", "agent", "caller"])
    func shortened(_ field: String) throws {
        let whole = String(repeating: "é", count: 128)
        func read(_ name: String) throws -> CallEventMessage.Reading {
            try CallEventMessage.read(JSON(parsing: Array(event(field, name).utf8)))
        }
        #expect(try !read(whole).isShortened)
        #expect(try read(whole + "x").isShortened)
        #expect(try read(whole + "x").message == read(whole).message)
        #expect(
            try read(String(repeating: "x", count: 60_000)).message == read(String(repeating: "x", count: 128)).message)
    }

    @Test("what is encoded is read as the same event", arguments: 0..<10)
    func roundTrip(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<200 {
            let event = CallEventMessage.random(using: &generator)
            #expect(try CallEventMessage(parsing: JSON(parsing: event.encode())) == event, "seed \(seed)")
        }
    }
}

extension CallEventMessage {
    static func random(using generator: inout SplitMix64) -> CallEventMessage {
        func name() -> String { .randomName(upToBytes: 128, using: &generator) }
        func optionalName() -> String? { generator.oneIn(3) ? nil : name() }
        let id = name()
        let time = Instant.random(using: &generator)
        let sequence = generator.oneIn(2) ? nil : Int64.random(in: 0..<(1 << 53), using: &generator)
        guard !generator.oneIn(4) else {
            let state = AgentState.allCases.randomElement(using: &generator)!
            return CallEventMessage(
                id: id, time: time, sequence: sequence,
                content: .agent(
                    Agent(name: name(), state: state, queue: optionalName(), pauseReason: optionalName())))
        }
        let steps: [Step] = [
            .queued, .left(reason: optionalName()), .ringing, .notAnswered(reason: optionalName()), .answered, .joined,
            .released, .held, .retrieved, .parked, .transferred(.queue(name())), .transferred(.agent(name())),
            .transferred(.number(name())), .transferred(.unknown), .merged(into: name()),
            .ended(reason: optionalName()),
        ]
        var call = Call(
            id: name(), step: steps.randomElement(using: &generator)!,
            direction: Direction.allCases.randomElement(using: &generator), queue: optionalName(), agent: name(),
            caller: optionalName())
        switch call.step {
        case .queued, .left, .answered, .ended:
            call.waitMilliseconds = generator.oneIn(2) ? nil : Int64.random(in: 0...86_400_000, using: &generator)
        default: break
        }
        return CallEventMessage(id: id, time: time, sequence: sequence, content: .call(call))
    }
}
