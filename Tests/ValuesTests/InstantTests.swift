import Foundation
import TestSupport
import Testing
import Values

@Suite("Times are RFC 3339 in UTC with milliseconds")
struct InstantTests {
    @Test(
        "texts of the RFC are read",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:00.000Z", 0), ("1969-12-31T23:59:59.999Z", -1),
            ("1985-04-12T23:20:50.52Z", 482_196_050_520), ("1996-12-19T16:39:57-08:00", 851_042_397_000),
            ("1937-01-01T12:00:27.87+00:20", -1_041_337_172_130),
            ("2026-11-24T09:30:00+01:00", 1_795_509_000_000), ("2026-11-24t08:30:00z", 1_795_509_000_000),
            ("2026-11-24 08:30:00Z", 1_795_509_000_000), ("2026-11-24T08:30:00-00:00", 1_795_509_000_000),
            ("2026-11-24T08:30:00.1239999Z", 1_795_509_000_123), ("2026-11-24T08:30:00.123456789Z", 1_795_509_000_123),
            ("2024-02-29T00:00:00Z", 1_709_164_800_000), ("2000-02-29T00:00:00Z", 951_782_400_000),
            ("0000-01-01T00:00:00Z", -62_167_219_200_000), ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
            ("2016-12-31T23:59:60Z", 1_483_228_800_000), ("1990-12-31T15:59:60-08:00", 662_688_000_000),
            ("2016-12-31T23:59:60.5Z", 1_483_228_800_500),
        ] as [(String, Int64)])
    func reads(_ text: String, _ milliseconds: Int64) {
        #expect(Instant(text)?.milliseconds == milliseconds)
    }

    @Test(
        "other texts are refused",
        arguments: [
            "", "2026", "2026-11-24", "2026-11-24T09:30", "2026-11-24T09:30:00", "2026-11-24T09:30:00.Z",
            "2026-11-24T09:30:00.1234567890Z", "2026-11-24T09:30:00,5Z", "2026-11-24T09:30:00+0100",
            "2026-11-24T09:30:00+01", "2026-11-24T09:30:00+24:00", "2026-11-24T09:30:00+01:60",
            "2026-11-24T09:30:00 Z", " 2026-11-24T09:30:00Z", "2026-11-24T09:30:00Z ", "2026-11-24_09:30:00Z",
            "2026-11-24T24:00:00Z", "2026-11-24T09:60:00Z", "2026-11-24T09:30:61Z", "2026-11-24T09:30:60Z",
            "2026-11-24T23:59:60+01:00", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z",
            "2026-01-32T00:00:00Z", "2026-04-31T00:00:00Z", "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
            "26-11-24T09:30:00Z", "02026-11-24T09:30:00Z", "-026-11-24T09:30:00Z", "2026-1-24T09:30:00Z",
            "2026-11-24T9:30:00Z", "+026-11-24T09:30:00Z", "２026-11-24T09:30:00Z", "1795509000",
            "0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "9999-12-31T23:59:60Z",
        ])
    func refuses(_ text: String) {
        #expect(Instant(text) == nil)
    }

    @Test("written and read as Foundation does it, for moments of all years", arguments: 0..<10)
    func foundationAgrees(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        // Foundation switches to the Julian calendar before 1582, RFC 3339 does not.
        let range = Int64(-12_219_292_800_000)...Instant.writable.upperBound
        for _ in 0..<200 {
            let moment = Instant(milliseconds: .random(in: range, using: &generator))
            let date = try style.parse("\(moment)")
            #expect((date.timeIntervalSince1970 * 1_000).rounded() == Double(moment.milliseconds), "seed \(seed)")
            #expect(Instant("\(moment)") == moment, "seed \(seed)")
        }
    }

    @Test("every day of 400 years follows the one before, and is read as written")
    func everyDay() throws {
        var previous = ""
        for day in Int64(-719_528)..<Int64(-719_528 + 2 * 146_097) {
            let moment = Instant(milliseconds: day * 86_400_000)
            let text = "\(moment)"
            guard text > previous, Instant(text) == moment else {
                Issue.record("day \(day): \(previous), \(text)")
                return
            }
            previous = text
        }
        #expect(previous == "0799-12-31T00:00:00.000Z")
    }

    @Test("a time with any offset is the same moment", arguments: 0..<5)
    func offsets(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<200 {
            let moment = Instant(milliseconds: .random(in: 0...4_000_000_000_000, using: &generator))
            let minutes = Int64.random(in: 0..<1_440, using: &generator)
            let local = "\(Instant(milliseconds: moment.milliseconds + minutes * 60_000))".dropLast()
            let offset = "+\(String(100 + minutes / 60).dropFirst()):\(String(100 + minutes % 60).dropFirst())"
            #expect(Instant(local + offset) == moment, "seed \(seed)")
        }
    }

    @Test("garbage never traps", arguments: 0..<5)
    func garbage(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<2_000 {
            let bytes = Array("\(Instant.random(using: &generator))".utf8).mutated(using: &generator)
            let text = String(decoding: bytes, as: UTF8.self)
            if let moment = Instant(text) { #expect(Instant("\(moment)") == moment, "seed \(seed): \(text)") }
            _ = LocalMinute(text)
        }
    }

    @Test(
        "the start of an interval is a local minute without offset",
        arguments: [(0, "1970-01-01T00:00"), (-1, "1969-12-31T23:59"), (29_925_210, "2026-11-24T09:30")]
            as [(Int64, String)])
    func localMinutes(_ minutes: Int64, _ text: String) {
        #expect("\(LocalMinute(minutes: minutes))" == text)
        #expect(LocalMinute(text) == LocalMinute(minutes: minutes))
    }

    @Test("local minutes span the years 0000 to 9999 and have one form")
    func localMinuteRange() {
        #expect("\(LocalMinute(minutes: LocalMinute.range.lowerBound))" == "0000-01-01T00:00")
        #expect("\(LocalMinute(minutes: LocalMinute.range.upperBound))" == "9999-12-31T23:59")
        #expect("\(LocalMinute(minutes: .min))" == "0000-01-01T00:00")
        #expect("\(LocalMinute(minutes: .max))" == "9999-12-31T23:59")
        for text in [
            "2026-11-24T09:30:00", "2026-11-24t09:30", "2026-11-24 09:30", "2026-11-24T09:30Z", "2026-11-31T09:30",
        ] {
            #expect(LocalMinute(text) == nil, "\(text)")
        }
    }

    @Test("a moment beyond what RFC 3339 can write is written as the end that is nearer")
    func momentsBeyondTheRange() {
        #expect("\(Instant(milliseconds: .max))" == "9999-12-31T23:59:59.999Z")
        #expect("\(Instant(milliseconds: .min))" == "0000-01-01T00:00:00.000Z")
        #expect("\(Instant(milliseconds: Instant.writable.upperBound + 1))" == "9999-12-31T23:59:59.999Z")
    }
}
