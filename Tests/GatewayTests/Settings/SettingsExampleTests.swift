import Foundation
import Testing

@testable import Gateway

/// The example configuration is true: it loads, has every setting, and the defaults that it shows are the defaults.
struct SettingsExampleTests {
    private static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "deploy/wallboard-gateway.yaml").path(percentEncoded: false)

    /// Where the example shows something else than the default of this machine.
    private let illustrations = ["readyFile", "loops"]

    @Test func loadsAsItIs() throws {
        let settings = try GatewaySettings.load(flags: [:], environment: [:], file: Self.path)
        #expect(settings.dataDirectory == "/var/lib/wallboard-gateway")
        #expect(settings.heartbeatSeconds == 15)
    }

    /// The comment above each whole number says its range, as the table has it.
    @Test func saysTheRangesOfTheTable() throws {
        let lines = try String(contentsOfFile: Self.path, encoding: .utf8).components(separatedBy: "\n")
        var checked = 0
        for setting in SettingsTable.all {
            guard let range = setting.rule.wholeMatch(of: /a whole number from (\d+) to (\d+)/) else { continue }
            let index = try #require(
                lines.firstIndex { $0.hasPrefix("# \(setting.key):") || $0.hasPrefix("\(setting.key):") })
            let comment = lines[..<index].reversed().prefix { $0.hasPrefix("#") }.reversed().joined(separator: " ")
            #expect(
                comment.contains("\(range.1)–\(range.2)"), "\(setting.key) is \(setting.rule); the example: \(comment)")
            checked += 1
        }
        #expect(checked >= 15, "the rule of whole numbers is written in other words")
    }

    @Test func loadsWithEverySettingUncommented() throws {
        let example = try String(contentsOfFile: Self.path, encoding: .utf8)
        let keys = SettingsTable.all.map(\.key)
        let uncommented = example.split(separator: "\n").map { line in
            keys.contains { line.hasPrefix("# \($0):") } ? line.dropFirst(2) : line
        }
        for setting in SettingsTable.all {
            let lines = uncommented.filter { $0.hasPrefix("\(setting.key):") }
            #expect(lines.count == 1, "\(setting.key) stands \(lines.count) times in the example")
        }
        let file = try TemporaryFile(uncommented.joined(separator: "\n"))
        let layers = try SettingsLayers(flags: [:], environment: [:], file: file.path)
        #expect(layers.problems(with: SettingsTable.all).isEmpty)
        for setting in SettingsTable.all where !illustrations.contains(setting.key) {
            guard let texts = setting.fallbackTexts else { continue }
            #expect(setting.entry(in: layers).texts == texts, "the example shows another default for \(setting.key)")
        }
    }
}
