import Foundation
import Testing

@testable import Gateway

/// The example configuration is correct: it loads, has every setting, and shows the real defaults.
struct SettingsExampleTests {
    private static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "deploy/wallboard-gateway.yaml").path(percentEncoded: false)

    @Test("the example file loads as it is")
    func loadsAsItIs() throws {
        let settings = try GatewaySettings.load(flags: [:], environment: [:], file: Self.path)
        #expect(settings.dataDirectory == "/var/lib/wallboard-gateway")
        #expect(settings.heartbeatSeconds == 15)
    }

    /// The file in `deploy` is what the program prints.
    @Test("the example file is what the program prints")
    func isWhatTheProgramPrints() throws {
        let kept = try String(contentsOfFile: Self.path, encoding: .utf8)
        #expect(kept == SettingsExample.text, "run: wallboard-gateway config example > deploy/wallboard-gateway.yaml")
    }

    /// The comment above each setting states its rule, ranges included, and no line is wider than the others.
    @Test("the example file says the rules of the table")
    func saysTheRulesOfTheTable() throws {
        let lines = SettingsExample.text.components(separatedBy: "\n")
        #expect(lines.allSatisfy { $0.count <= 120 })
        for setting in SettingsTable.all {
            let index = try #require(
                lines.firstIndex { $0.hasPrefix("# \(setting.key):") || $0.hasPrefix("\(setting.key):") })
            let comment = lines[..<index].reversed().prefix { $0.hasPrefix("#") }.reversed()
                .map { $0.dropFirst(2) }.joined(separator: " ")
            #expect(
                setting.rule == "a path" || comment.contains(setting.rule.dropFirst()),
                "\(setting.key) is \(setting.rule): \(comment)")
            #expect(comment.contains(setting.purpose) && comment.contains(setting.reason))
        }
    }

    @Test("the example file loads with every setting uncommented")
    func loadsWithEverySettingUncommented() throws {
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
        for setting in SettingsTable.all where setting.example == nil {
            guard let texts = setting.fallbackTexts else { continue }
            #expect(setting.entry(in: layers).texts == texts, "the example shows another default for \(setting.key)")
        }
    }
}
