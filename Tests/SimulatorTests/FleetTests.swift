import ArgumentParser
import BoardClient
import BoardProtocol
import EventLoop
import Foundation
import Testing
import Values
import WebSocketWire

@testable import wallboard_sim

@Suite("What the simulated boards are counted by")
struct FleetTests {
    @Test("quantiles are those of the sorted delays", arguments: 0..<40 as Range<UInt64>)
    func quantiles(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var histogram = DelayHistogram(longest: 500)
        var sorted: [Int] = []
        for _ in 0..<Int.random(in: 1...400, using: &random) {
            let delay = Int64.random(in: -20...600, using: &random)
            histogram.add(delay)
            sorted.append(Int(min(max(delay, 0), 500)))
        }
        sorted.sort()
        for share in [0.01, 0.5, 0.9, 0.99, 1] {
            let rank = Int((share * Double(sorted.count)).rounded(.up))
            #expect(histogram.quantile(share) == sorted[rank - 1], "seed \(seed), share \(share)")
        }
        #expect(histogram.longest == sorted.last && histogram.count == sorted.count)
    }

    @Test("two histograms add up, an empty one has no quantile")
    func sum() {
        var first = DelayHistogram(longest: 10)
        #expect(first.quantile(0.5) == nil)
        var second = first
        first.add(2)
        second.add(8)
        first.add(second)
        #expect(first.count == 2 && first.quantile(0.5) == 2 && first.quantile(1) == 8 && first.longest == 8)
        let earlier = first
        first.add(4)
        #expect(first.since(earlier).count == 1 && first.since(earlier).quantile(1) == 4)
    }

    @Test("a message is read the same whether it is new, known or compressed")
    func cache() {
        var cache = MessageCache(limits: FleetLimits())
        let deflater = Deflater(level: 6, windowBits: 15)
        for round in 0..<3 {
            for seq in 1...50 {
                let update = GatewayMessage.update(
                    Update(seq: seq, asOf: Instant(milliseconds: 0), patch: Array("{\"a\":\(seq)}".utf8)))
                let text = update.encode()
                #expect(cache.read(Message(.text, payload: text))?.message == update, "round \(round)")
                let deflated = Message(.text, payload: deflater.deflate(text), isCompressed: true)
                #expect(cache.read(deflated)?.message == update, "round \(round)")
            }
        }
        #expect(cache.read(Message(.text, payload: Array("{}".utf8)))?.message == nil)
        #expect(cache.read(Message(.binary, payload: [1]))?.message == nil)
        #expect(cache.read(Message(.text, payload: [1, 2, 3], isCompressed: true))?.message == nil)
    }

    @Test("the first board of a view is its sample, until it leaves")
    func samples() {
        var samples = ViewSamples()
        func snapshot(_ text: String) -> Snapshot {
            Snapshot(seq: 1, asOf: Instant(milliseconds: 0), state: Array(text.utf8))
        }
        samples.show(snapshot(#"{"a":1,"b":2}"#), in: .insights, by: 3)
        samples.show(snapshot(#"{"a":9}"#), in: .insights, by: 4)
        let patch = Update(seq: 2, asOf: Instant(milliseconds: 0), patch: Array(#"{"b":null,"c":3}"#.utf8))
        samples.apply(patch, in: .insights, by: 4)
        #expect(samples[.insights]?.encode() == Array(#"{"a":1,"b":2}"#.utf8))
        samples.apply(patch, in: .insights, by: 3)
        #expect(samples[.insights]?.encode() == Array(#"{"a":1,"c":3}"#.utf8))
        #expect(!samples.drop(4, from: .insights) && samples.drop(3, from: .insights))
        #expect(samples[.insights] == nil)
    }

    @Test("tokens come back from their file, which only the owner may read")
    func tokens() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "tokens-\(UUID())")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let file = TokenFile(path: directory.path + "/tokens")
        #expect(try file.read() == [:])
        let tokens = ["b-2": Secret("two"), "b-1": Secret("one")]
        try file.write(tokens)
        #expect(try file.read() == tokens)
        let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(throws: TokenFile.Fault.self) { try TokenFile.parse("one two three\n", of: "x") }
    }

    @Test("the statuses of the loops add up, and refusals are bounded")
    func statuses() {
        var limits = FleetLimits()
        limits.namedRefusals = 3
        let bulletin = FleetBulletin(limits: limits, tokens: [:])
        for loop in 0..<2 {
            var status = FleetStatus(limits: limits)
            status.live = 2
            status[.analytics].boards = 2
            status[.analytics].delays.add(5)
            status.closes = [4010: 1, 1006: loop]
            let refused = Refused(reason: .seatLimit, detail: "full", seats: Refused.Seats(configured: 2, max: 2))
            status.refusals = (0..<2).map {
                FleetStatus.Refusal(serial: "\(loop)-\($0)", refused: refused, nextTry: nil)
            }
            bulletin.publish(status, of: loop)
        }
        let sum = bulletin.status
        #expect(sum.live == 4 && sum[.analytics].boards == 4 && sum[.analytics].delays.count == 2)
        #expect(sum.closes == [4010: 2, 1006: 1])
        #expect(sum.refusals.map(\.serial) == ["0-0", "0-1", "1-0"])
        let json = sum.json(at: 0)
        #expect(json["boards"]?["live"]?.integer == 4)
        #expect(json["views"]?["analytics"]?["delayMillis"]?["p50"]?.integer == 5)
        #expect(json["closes"]?["4010"]?.integer == 2)
        #expect(json["refused"]?.array?.first?["max"]?.integer == 2)
        #expect(sum.text(showsStates: false).contains("refused 0-0: seatLimit 2/2: full"))
    }

    @Test("new tokens are reported once")
    func newTokens() {
        let bulletin = FleetBulletin(limits: FleetLimits(), tokens: ["a": Secret("1")])
        #expect(bulletin.takeNewTokens() == nil)
        bulletin.keep(Secret("2"), of: "b")
        #expect(bulletin.takeNewTokens() == ["a": Secret("1"), "b": Secret("2")])
        #expect(bulletin.takeNewTokens() == nil)
    }

    @Test("new codes are reported once, the last of each board")
    func newCodes() {
        let bulletin = FleetBulletin(limits: FleetLimits(), tokens: [:])
        #expect(bulletin.takeNewCodes() == [])
        for (serial, code) in [("TV-2", "BBBB-BBBB"), ("TV-1", "CCCC-CCCC"), ("TV-1", "BCDF-GHJK")] {
            bulletin.show(code, on: serial)
        }
        #expect(bulletin.takeNewCodes().map(\.description) == ["TV-1 shows BCDF-GHJK", "TV-2 shows BBBB-BBBB"])
        #expect(bulletin.takeNewCodes() == [])
    }

    @Test("boards that are paired are counted, and only so many codes are in the status")
    func codes() {
        var limits = FleetLimits()
        limits.namedCodes = 3
        let bulletin = FleetBulletin(limits: limits, tokens: [:])
        for loop in 0..<2 {
            var status = FleetStatus(limits: limits)
            status.pairing = 2
            status.codes = (0..<2).map { FleetStatus.Code(serial: "\(loop)-\($0)", userCode: "BCDF-GHJK") }
            bulletin.publish(status, of: loop)
        }
        let sum = bulletin.status
        #expect(sum.pairing == 4 && sum.boards == 4)
        #expect(sum.codes.map(\.serial) == ["0-0", "0-1", "1-0"])
        let json = sum.json(at: 0)
        #expect(json["boards"]?["pairing"]?.integer == 4)
        #expect(json["codes"]?.array?.last?["userCode"]?.string == "BCDF-GHJK")
        #expect(sum.line.contains("pairing 4") && sum.text(showsStates: false).contains("pairing 4"))
    }

    @Test("a fleet is paired or has a key, not both")
    func arguments() throws {
        let address = ["--url", "wss://127.0.0.1:1", "--count", "1"]
        let paired = try #require(try BoardsCommand.parseAsRoot(address + ["--pair"]) as? BoardsCommand)
        #expect(paired.pair)
        #expect(throws: (any Error).self) {
            try BoardsCommand.parseAsRoot(address + ["--pair", "--enrolment-key-file", "key"])
        }
    }

    @Test("a rate whose period is longer than a moment can be is refused")
    func rates() throws {
        let address = ["--url", "https://127.0.0.1:1", "--customer", "acme"]
        _ = try CallsCommand.parseAsRoot(address + ["--rate", "0.001"])
        for rate in ["1e-300", "0.0009", "0", "1000001", "nan", "inf", "-inf"] {
            #expect(throws: (any Error).self, "\(rate)") {
                try CallsCommand.parseAsRoot(address + ["--rate=\(rate)"])
            }
        }
        // The least that is allowed, with the longest draw there is.
        struct Zeros: RandomNumberGenerator { func next() -> UInt64 { 0 } }
        var zeros = Zeros()
        let mean = 3_600 / OptionLimits.minPerSecond
        #expect(DurationDraw.exponential(mean: mean, longest: .infinity).draw(using: &zeros) > Int64(mean) * 1_000)
    }

    @Test("a gateway's address is wss with a numeric host or localhost")
    func target() throws {
        let target = try FleetTarget(url: "wss://[::1]:8443", authorities: nil, offersDeflate: false)
        #expect(target.url.serverName == "::1" && target.url.host == "[::1]:8443")
        #expect(
            try FleetTarget(url: "wss://localhost:1", authorities: nil, offersDeflate: true).url.host == "localhost:1")
        for url in ["ws://127.0.0.1:1", "wss://127.0.0.1:99999", "wss://127.0.0.1:1/other", "127.0.0.1:1", ""] {
            #expect(throws: FleetTarget.Fault.self, "\(url)") {
                try FleetTarget(url: url, authorities: nil, offersDeflate: true)
            }
        }
        #expect(throws: FleetTarget.Fault.self) {
            try FleetTarget(url: "wss://127.0.0.1:1", authorities: "/nowhere", offersDeflate: true)
        }
    }
}
