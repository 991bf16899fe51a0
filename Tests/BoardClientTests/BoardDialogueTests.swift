import BoardClient
import BoardProtocol
import Testing
import Values

@Suite("The board's side of the protocol")
struct BoardDialogueTests {
    private let time = Instant(milliseconds: 1_795_000_000_000)

    private func welcome(_ view: Welcome.View) -> GatewayMessage {
        .welcome(
            Welcome(
                deviceId: "d", deviceName: "n", customerName: "c", timeZone: "UTC", boardLicence: .analytics,
                view: view, entitlementVersion: 1, dashboard: Welcome.Dashboard(title: "t"), heartbeatSeconds: 15,
                serverTime: time))
    }

    private func snapshot(_ seq: Int) -> GatewayMessage {
        .snapshot(Snapshot(seq: seq, asOf: time, state: Array("{}".utf8)))
    }

    private func update(_ seq: Int) -> GatewayMessage {
        .update(Update(seq: seq, asOf: time, patch: Array("{}".utf8)))
    }

    private func isApplied(_ reaction: BoardDialogue.Reaction) -> Bool {
        if case .apply = reaction { true } else { false }
    }

    @Test("after welcome and snapshot every next update is applied")
    func following() {
        var dialogue = BoardDialogue()
        #expect(dialogue.receive(welcome(.analytics)) == .change(to: .analytics))
        #expect(dialogue.view == .analytics && dialogue.heartbeatMillis == 15_000)
        guard case .show = dialogue.receive(snapshot(4)) else {
            Issue.record("the snapshot is not shown")
            return
        }
        for seq in 5...20 { #expect(isApplied(dialogue.receive(update(seq)))) }
    }

    @Test("a gap asks for one resync, and nothing is applied until the snapshot", arguments: [4, 5, 7, 100])
    func gap(seq: Int) {
        var dialogue = BoardDialogue()
        _ = dialogue.receive(welcome(.insights))
        _ = dialogue.receive(snapshot(5))
        #expect(dialogue.receive(update(seq)) == .resync)
        #expect(dialogue.receive(update(seq + 1)) == .nothing)
        _ = dialogue.receive(snapshot(9))
        #expect(isApplied(dialogue.receive(update(10))))
    }

    @Test("a new welcome starts over")
    func change() {
        var dialogue = BoardDialogue()
        _ = dialogue.receive(welcome(.contactCentre))
        _ = dialogue.receive(snapshot(5))
        #expect(dialogue.receive(welcome(.insights)) == .change(to: .insights))
        #expect(dialogue.receive(update(6)) == .nothing)
    }

    @Test("nothing is shown before the welcome")
    func early() {
        var dialogue = BoardDialogue()
        #expect(dialogue.receive(snapshot(1)) == .nothing)
        #expect(dialogue.receive(update(2)) == .nothing)
    }

    private func pairing(_ code: String) -> GatewayMessage {
        .pairing(
            Pairing(
                userCode: code, verificationUri: "u", verificationUriComplete: "c", qr: ["1"], expiresInSeconds: 60))
    }

    @Test("a board without credentials shows its codes, and goes on as any other once it is registered")
    func pairing() {
        var dialogue = BoardDialogue()
        for code in ["BCDF-GHJK", "KJHG-FDCB"] {
            guard case .showCode(let shown) = dialogue.receive(pairing(code)) else {
                Issue.record("\(code) is not shown")
                return
            }
            #expect(shown.userCode == code)
        }
        #expect(dialogue.receive(.heartbeat(Heartbeat(serverTime: time))) == .nothing)
        #expect(dialogue.receive(.registered(Registered(deviceId: "d", token: Secret("1")))) == .keep(Secret("1")))
        #expect(dialogue.receive(welcome(.analytics)) == .change(to: .analytics))
        #expect(dialogue.receive(pairing("BCDF-GHJK")) == .nothing, "it has its seat")
        _ = dialogue.receive(snapshot(1))
        #expect(isApplied(dialogue.receive(update(2))))
    }

    @Test("another token takes the place of the first and changes nothing else")
    func rotation() {
        var dialogue = BoardDialogue()
        #expect(dialogue.receive(.registered(Registered(deviceId: "d", token: Secret("1")))) == .keep(Secret("1")))
        _ = dialogue.receive(welcome(.insights))
        _ = dialogue.receive(snapshot(5))
        #expect(dialogue.receive(.registered(Registered(deviceId: "d", token: Secret("2")))) == .keep(Secret("2")))
        #expect(isApplied(dialogue.receive(update(6))))
    }

    @Test("a token is kept, hints and refusals are remembered")
    func closing() {
        var dialogue = BoardDialogue()
        #expect(dialogue.receive(.registered(Registered(deviceId: "d", token: Secret("t")))) == .keep(Secret("t")))
        #expect(dialogue.receive(.goaway(Goaway(retryAfterMillis: 700))) == .nothing)
        #expect(dialogue.retryMillis == 700)
        let refused = Refused(reason: .seatLimit, detail: "full", retryAfterSeconds: 9)
        #expect(dialogue.receive(.refused(refused)) == .nothing)
        #expect(dialogue.refusal == refused && dialogue.retryMillis == 9_000)
        #expect(dialogue.receive(.heartbeat(Heartbeat(serverTime: time))) == .nothing)
    }
}
