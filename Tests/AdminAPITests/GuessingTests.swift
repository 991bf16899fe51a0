import HTTPTypes
import TestSupport
import Testing
import WallboardCore

@testable import AdminAPI

@Suite("How guessing is slowed down")
struct GuessingTests {
    @Test("too many wrong tokens have to wait; every good one goes on")
    func wrongTokens() async throws {
        var limits = AdminLimits()
        limits.wrongTokens = 2
        limits.wrongTokenSeconds = 7
        try await AdminPort.run(limits: limits) { port in
            for _ in 0..<2 { #expect(try await port.send(.get, "/v1/me", token: "wrong").status == 401) }
            let reply = try await port.send(.get, "/v1/me", token: "wrong-too")
            try expectProblem(reply, .tooManyAttempts)
            #expect(reply.headers[.retryAfter] == "7")
            #expect(try await port.send(.get, "/v1/me").status == 200)
            #expect(try await port.send(.get, "/v1/me", token: "monitor").status == 200, "never seen from there")
            port.clock.advance(seconds: 7)
            #expect(try await port.send(.get, "/v1/me", token: "wrong").status == 401)
            #expect(try await port.send(.get, "/v1/me", token: "wrong").status == 429)
        }
    }

    @Test("signed tokens are not verified from an address without attempts, but for those that were good lately")
    func signedTokens() async throws {
        var limits = AdminLimits()
        limits.wrongTokens = 3
        limits.wrongTokenSeconds = 7
        limits.verifiedTokenSeconds = 1_000
        try await AdminPort.run(limits: limits) { port in
            for token in ["signed-anna", "signed-ben", "signed-new"] { await port.gateway.add(token: token, .provider) }
            for token in ["signed-anna", "signed-ben"] {
                #expect(try await port.send(.get, "/v1/me", token: token).status == 200)
            }
            for _ in 0..<3 { #expect(try await port.send(.get, "/v1/me", token: "signed-wrong").status == 401) }
            let before = await port.gateway.lookedUpTokens
            for token in ["signed-wrong", "signed-other", "signed-new"] {
                let reply = try await port.send(.get, "/v1/me", token: token)
                try expectProblem(reply, .tooManyAttempts)
                #expect(reply.headers[.retryAfter] == "7")
            }
            #expect(await port.gateway.lookedUpTokens == before, "no signature was checked")
            for _ in 0..<3 { #expect(try await port.send(.get, "/v1/me", token: "signed-anna").status == 200) }
            #expect(try await port.send(.get, "/v1/me").status == 200, "one of ours costs no signature")
            #expect(try await port.send(.get, "/v1/me", token: "wrong").status == 429)
            // One that was good and is so no more is looked at once.
            await port.gateway.forget(token: "signed-ben")
            let known = await port.gateway.lookedUpTokens
            for _ in 0..<3 { #expect(try await port.send(.get, "/v1/me", token: "signed-ben").status == 429) }
            #expect(await port.gateway.lookedUpTokens == known + 1)
            // What is made up for lets the next one in; good ones cost nothing.
            port.clock.advance(seconds: 7)
            for _ in 0..<5 { #expect(try await port.send(.get, "/v1/me", token: "signed-new").status == 200) }
            // Nobody asked for so long that it is forgotten.
            port.clock.advance(seconds: 1_000)
            for _ in 0..<3 { #expect(try await port.send(.get, "/v1/me", token: "signed-wrong").status == 401) }
            #expect(try await port.send(.get, "/v1/me", token: "signed-anna").status == 429)
        }
    }

    private static let limits = {
        var limits = AdminLimits()
        limits.wrongCodes = 3
        limits.wrongCodeSeconds = 100
        limits.wrongCodesOfAll = 10
        limits.wrongCodeOfAllSeconds = 20
        limits.attemptSources = 50
        return limits
    }()

    /// A lookup of a code that does not exist; nil if the customer may look, otherwise how long it has to wait.
    private func guess(_ guesses: inout PairingGuesses, _ customer: String, at now: Int64) -> Int64? {
        if let wait = guesses.wait(of: customer, at: now) { return wait }
        guesses.wrong(guesses.begin(for: customer, at: now), at: now)
        return nil
    }

    @Test("a customer's wrong codes hold up that customer alone")
    func ofOneCustomer() {
        var guesses = PairingGuesses(Self.limits)
        for _ in 0..<3 { #expect(guess(&guesses, "a", at: 0) == nil) }
        #expect(guess(&guesses, "a", at: 0) == 100_000)
        #expect(guess(&guesses, "b", at: 0) == nil)
        #expect(guess(&guesses, "a", at: 100_000) == nil)
        #expect(guess(&guesses, "a", at: 100_000) == 100_000)
    }

    @Test("where the budget of all is used up, those wait that were wrong within the hour")
    func ofAll() {
        var guesses = PairingGuesses(Self.limits)
        for number in 0..<10 { #expect(guess(&guesses, "wrong-\(number)", at: 0) == nil) }
        for number in 0..<10 { #expect(guess(&guesses, "wrong-\(number)", at: 0) == 20_000) }
        #expect(guess(&guesses, "right", at: 0) == nil, "its first guess")
        #expect(guess(&guesses, "right", at: 0) == 20_000, "its second one")
        let right = guesses.begin(for: "never-wrong", at: 0)
        guesses.takeBack(right)
        #expect(guesses.wait(of: "never-wrong", at: 0) == nil)
        #expect(guess(&guesses, "wrong-0", at: 20_000) == nil, "one is made up for")
        #expect(guess(&guesses, "wrong-1", at: 20_000) == 20_000)
    }

    @Test("what was wrong longer than an hour ago is no reason to wait for others")
    func anHourLater() {
        var guesses = PairingGuesses(Self.limits)
        #expect(guess(&guesses, "a", at: 0) == nil)
        let later: Int64 = 3_600_000
        for number in 0..<10 { #expect(guess(&guesses, "wrong-\(number)", at: later) == nil) }
        #expect(guess(&guesses, "wrong-0", at: later) != nil)
        #expect(guess(&guesses, "a", at: later) == nil)
    }

    @Test("right codes are never counted, at whatever rate; the argument is the seed", arguments: UInt64(0)..<10)
    func rightCodes(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var guesses = PairingGuesses(Self.limits)
        var open: [PairingGuesses.Look] = []
        for step in 0..<1_000 {
            let now = Int64(step)
            let customer = "c\(Int.random(in: 0..<100, using: &random))"
            if open.count < 2, guesses.wait(of: customer, at: now) == nil {
                open.append(guesses.begin(for: customer, at: now))
            } else if !open.isEmpty {
                guesses.takeBack(open.removeFirst())
            }
        }
        for look in open { guesses.takeBack(look) }
        for number in 0..<100 { #expect(guesses.wait(of: "c\(number)", at: 1_000) == nil, "seed \(seed)") }
    }

    @Test("many customers neither clear what one owes nor grow the table")
    func bound() {
        var guesses = PairingGuesses(Self.limits)
        for _ in 0..<3 { _ = guess(&guesses, "first", at: 0) }
        for number in 0..<5_000 { _ = guess(&guesses, "stranger-\(number)", at: 0) }
        #expect(guess(&guesses, "first", at: 0) == 100_000)
    }
}
