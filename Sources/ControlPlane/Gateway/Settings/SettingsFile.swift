import Configuration
import Foundation
import Yams

/// The configuration file: a YAML mapping of keys to values, with the line of each.
struct SettingsFile: Sendable {
    private let path: String
    private let snapshot: YAMLSnapshot
    /// The line of each key, from 1.
    private let lines: [String: Int]

    /// Larger files are rejected unread: a file with every setting and its comments is a tenth of this.
    static let maxBytes = 64 * 1024

    init(path: String) throws(SettingsError) {
        func refused(_ reason: String, key: String? = nil, line: Int = 1) -> SettingsError {
            SettingsError(problems: [SettingsProblem(key: key, source: .file(path, line: line), reason: reason)])
        }
        guard let bytes = FileManager.default.contents(atPath: path) else { throw refused("cannot be read") }
        guard bytes.count <= Self.maxBytes else { throw refused("is larger than \(Self.maxBytes) bytes") }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw refused("is not UTF-8") }
        do {
            guard let mapping = try Yams.compose(yaml: text)?.mapping else {
                throw refused("is not a mapping of keys to values")
            }
            lines = Self.lines(of: mapping)
            snapshot = try YAMLSnapshot(data: bytes.bytes, providerName: path, parsingOptions: .default)
        } catch let error as SettingsError {
            throw error
        } catch YamlError.duplicatedKeysInMapping(let keys, _) {
            let rows = text.split(separator: "\n", omittingEmptySubsequences: false)
            let key = keys.first ?? ""
            throw refused("is set twice", key: key, line: (rows.lastIndex { $0.hasPrefix("\(key):") } ?? 0) + 1)
        } catch let error as YamlError {
            throw refused(error.reason, line: error.line ?? 1)
        } catch {
            throw refused("\(error)")
        }
        self.path = path
    }

    /// Settings are not nested: a mapping inside the mapping is reported by the path of its keys, and so is unknown.
    private static func lines(of mapping: Node.Mapping, under prefix: String = "") -> [String: Int] {
        mapping.reduce(into: [:]) { lines, pair in
            let key = prefix + (pair.key.string ?? "")
            if let nested = pair.value.mapping, !nested.isEmpty {
                lines.merge(Self.lines(of: nested, under: "\(key).")) { first, _ in first }
            } else {
                lines[key] = pair.key.mark?.line ?? 1
            }
        }
    }

    var layer: SettingsLayer {
        SettingsLayer(snapshot: snapshot, source: { [path, lines] key in .file(path, line: lines[key] ?? 1) })
    }

    func unknownKeys(besides known: [String]) -> [SettingsProblem] {
        lines.filter { !known.contains($0.key) }.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map {
            SettingsProblem(key: $0.key, source: .file(path, line: $0.value), reason: "is not the name of a setting")
        }
    }
}

extension YamlError {
    /// The line that the parser stopped at, from 1, if it says.
    fileprivate var line: Int? {
        switch self {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
        default: nil
        }
    }

    fileprivate var reason: String {
        switch self {
        case .scanner(let context, let problem, _, _), .parser(let context, let problem, _, _),
            .composer(let context, let problem, _, _):
            [context?.text, problem].compactMap { $0 }.joined(separator: ", ")
        default: "is not YAML: \(self)"
        }
    }
}
