import BoardProtocol
import TestSupport
import Testing
import Values

@Suite("Call events are read by section 7")
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
            ("call.queued", .queued), ("call.ringing", .ringing), ("call.answered", .answered), ("call.held", .held),
            ("call.retrieved", .retrieved), ("call.transferred", .transferred), ("call.ended", .ended(.unknown)),
        ] as [(String, CallEventMessage.Step)])
    func types(_ type: String, _ step: CallEventMessage.Step) throws {
        #expect(
            try parse(call("", type: type))
                == CallEventMessage(id: "e", time: moment, content: .call(CallEventMessage.Call(id: "c", step: step))))
    }

    @Test("all fields of a call, others ignored")
    func callFields() throws {
        let text = call(
            #","direction":"inbound","queue":"Verkauf","agent":"ann","caller":"+41790000132","reason":"timeout""#
                + #","x":[{}],"state":9"#,
            type: "call.ended")
        #expect(
            try parse(text).content
                == .call(
                    CallEventMessage.Call(
                        id: "c", step: .ended(.timeout), direction: .inbound, queue: "Verkauf", agent: "ann",
                        caller: "+41790000132")))
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

    @Test("every word of direction, reason and state")
    func words() throws {
        for direction in CallEventMessage.Direction.allCases {
            #expect(reason(call(#","direction":"\#(direction.rawValue)""#)) == nil)
        }
        for word in CallEventMessage.EndReason.allCases {
            #expect(
                try parse(call(#","reason":"\#(word.rawValue)""#, type: "call.ended")).content
                    == .call(CallEventMessage.Call(id: "c", step: .ended(word))))
        }
        #expect(CallEventMessage.Direction.allCases.map(\.rawValue) == ["inbound", "outbound", "internal"])
        #expect(
            CallEventMessage.EndReason.allCases.map(\.rawValue) == [
                "caller", "agent", "overflow", "timeout", "unknown",
            ])
        #expect(
            CallEventMessage.AgentState.allCases.map(\.rawValue)
                == ["available", "ringing", "talking", "wrapUp", "paused", "loggedOut"])
    }

    @Test(
        "what breaks a rule is refused with the field",
        arguments: [
            ("x", "not JSON: this byte cannot stand here (byte 0)"), ("[]", "not a JSON object"),
            (#"{"id":"e","id":"e"}"#, "not JSON: a key is there twice in the object that begins here (byte 0)"),
            ("{}", "id is missing"), (#"{"id":1}"#, "id is not a string"),
            (#"{"id":""}"#, "id is not of 1 to 128 bytes"),
            (#"{"id":"a\nb"}"#, "id contains a control character"), (#"{"id":"e"}"#, "type is missing"),
            (
                #"{"id":"e","type":"call.lost"}"#,
                "type is not one of call.queued, call.ringing, call.answered, call.held, call.retrieved, "
                    + "call.transferred, call.ended, agent.state"
            ),
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
                "callId is not of 1 to 128 bytes"
            ),
            (#"{"id":"e","type":"agent.state","time":"2026-11-24T09:30:00Z"}"#, "agent is missing"),
            (
                #"{"id":"e","type":"agent.state","time":"2026-11-24T09:30:00Z","agent":" "}"#,
                "agent is missing"
            ),
            (#"{"id":"e","type":"agent.state","time":"2026-11-24T09:30:00Z","agent":"a"}"#, "state is missing"),
            (
                #"{"id":"e","type":"agent.state","time":"2026-11-24T09:30:00Z","agent":"a","state":"busy"}"#,
                "state is not one of available, ringing, talking, wrapUp, paused, loggedOut"
            ),
        ])
    func refused(_ text: String, _ expected: String) {
        #expect(reason(text) == expected)
    }

    @Test("unknown words are refused with the words that are known")
    func unknownWords() {
        #expect(reason(call(#","direction":"in""#)) == "direction is not one of inbound, outbound, internal")
        #expect(
            reason(call(#","reason":"bored""#, type: "call.ended"))
                == "reason is not one of caller, agent, overflow, timeout, unknown")
        #expect(reason(call(#","direction":true"#)) == "direction is not a string")
    }

    @Test(
        "ids and names have up to 128 bytes and no control characters",
        arguments: ["id", "callId", "queue", "agent", "caller"])
    func bounds(_ field: String) {
        func event(_ value: String) -> String {
            var fields = ["id": "e", "callId": "c", "type": "call.queued", "time": "2026-11-24T09:30:00Z"]
            fields[field] = value
            return "{"
                + fields.sorted { $0.key < $1.key }.map { #""\#($0.key)":"\#($0.value)""# }.joined(separator: ",") + "}"
        }
        #expect(reason(event(String(repeating: "é", count: 64))) == nil)
        #expect(reason(event(String(repeating: "é", count: 64) + "x")) == "\(field) is not of 1 to 128 bytes")
        for control in [#"\u0000"#, #"\u001b"#, #"\u007f"#, "\u{7F}", "\u{85}"] {
            #expect(reason(event("a\(control)b")) == "\(field) contains a control character")
        }
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
        guard !generator.oneIn(4) else {
            let state = AgentState.allCases.randomElement(using: &generator)!
            return CallEventMessage(
                id: id, time: time, content: .agent(Agent(name: name(), state: state, pauseReason: optionalName())))
        }
        let steps: [Step] =
            [.queued, .ringing, .answered, .held, .retrieved, .transferred] + EndReason.allCases.map(Step.ended)
        return CallEventMessage(
            id: id, time: time,
            content: .call(
                Call(
                    id: name(), step: steps.randomElement(using: &generator)!,
                    direction: Direction.allCases.randomElement(using: &generator),
                    queue: optionalName(), agent: optionalName(), caller: optionalName())))
    }
}
