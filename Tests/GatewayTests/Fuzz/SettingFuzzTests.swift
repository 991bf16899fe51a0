import Foundation
import TestSupport
import Testing

@testable import Gateway

/// Whatever a flag, a variable or a file says: either the problem is reported, or the settings can be used. A trap
/// ends the tests.
@Suite struct SettingFuzzTests {
    private static let required = ["dataDir": "/data", "tlsCert": "/server.pem", "tlsKey": "/server-key.pem"]

    /// Returns whether the settings are valid.
    private func isInOrder(_ flags: [String: String], _ environment: [String: String], _ file: String?) throws -> Bool {
        let yaml = try file.map { try TemporaryFile($0) }
        do throws(SettingsError) {
            let settings = try GatewaySettings.load(
                flags: Self.required.merging(flags) { _, given in given }, environment: environment, file: yaml?.path)
            let hub = HubSettings(settings)
            // What hubs and retention compute from these stays in its type.
            for now in [0, 253_402_300_799_999] as [Int64] {
                _ =
                    now - hub.maxEventAgeMillis - hub.orphanAfterMillis + hub.maxEventSkewMillis
                    - Int64(settings.auditRetentionDays) * 86_400_000
            }
            _ = settings.archiveMaxMegabytes * 1_000_000 + settings.maxStoredEvents
            _ = try GatewaySettings.print(
                flags: Self.required.merging(flags) { _, given in given }, environment: environment, file: yaml?.path)
            return true
        } catch {
            #expect(!error.problems.isEmpty)
            _ = error.description
            return false
        }
    }

    @Test("every number is held to one bound")
    func everyNumberIsHeldToOneBound() throws {
        var numbers = 0
        for setting in SettingsTable.all {
            let words = setting.rule.split(separator: " ")
            guard setting.rule.hasPrefix("a whole number from "), let least = Int(words[4]), let most = Int(words[6])
            else { continue }
            numbers += 1
            for (value, isAllowed) in [(least, true), (most, true), (least - 1, false), (most + 1, false)] {
                #expect(try isInOrder([setting.key: "\(value)"], [:], nil) == isAllowed, "\(setting.key) \(value)")
                #expect(try isInOrder([:], [:], "\(setting.key): \(value)\n") == isAllowed, "\(setting.key) \(value)")
            }
            for value in [Int.max, .min] { #expect(try !isInOrder([setting.key: "\(value)"], [:], nil)) }
        }
        #expect(numbers >= 12)
    }

    @Test("any texts in any place")
    func anyTextsInAnyPlace() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix64(seed: seed)
        var inOrder = 0
        for _ in 0..<4_000 {
            var places: ([String: String], [String: String], String) = ([:], [:], "")
            for setting in SettingsTable.all where Int.random(in: 0..<12, using: &random) == 0 {
                let text = BoundaryValues.text(&random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: places.0[setting.key] = text
                case 1: places.1[variableName(of: setting.key)] = text
                default:
                    let value = Bool.random(using: &random) ? BoundaryValues.json(&random) : BoundaryValues.quoted(text)
                    places.2 += "\(setting.key): \(value)\n"
                }
            }
            let file = Bool.random(using: &random) ? places.2 + BoundaryValues.text(&random) : places.2
            if try isInOrder(places.0, places.1, Int.random(in: 0..<3, using: &random) == 0 ? nil : file) {
                inOrder += 1
            }
        }
        #expect(inOrder > 0 && inOrder < 4_000, "seed \(seed)")
    }
}
