import Configuration

/// The places that settings come from, in the order in which they win: flags, variables, file.
package struct SettingsLayers: Sendable {
    let all: [SettingsLayer]
    private let file: SettingsFile?

    /// Reads the file, if there is one.
    ///
    /// - Parameters:
    ///   - flags: by key of the setting; a list is written with commas.
    ///   - environment: the variables of the process.
    ///   - file: the path of a YAML file; if nil, `WALLBOARD_CONFIG` names it.
    /// - Throws: if the file cannot be read or is no YAML mapping.
    package init(flags: [String: String], environment: [String: String], file: String?) throws(SettingsError) {
        self.file = try (file ?? environment["WALLBOARD_CONFIG"]).map(SettingsFile.init(path:))
        // Flags and variables are both names with texts, so one provider reads both.
        let spelledOut = Dictionary(uniqueKeysWithValues: flags.map { (variableName(of: $0.key), $0.value) })
        all =
            [
                SettingsLayer(snapshot: Self.variables(spelledOut), source: { .flag(flagName(of: $0)) }),
                SettingsLayer(snapshot: Self.variables(environment), source: { .variable(variableName(of: $0)) }),
            ] + (self.file.map { [$0.layer] } ?? [])
    }

    /// Everything that is wrong, in the order of `settings`; keys of the file that are none of these last.
    package func problems(with settings: [any SettingDescription]) -> [SettingsProblem] {
        settings.flatMap { $0.problems(in: self) } + (file?.unknownKeys(besides: settings.map(\.key)) ?? [])
    }

    private static func variables(_ environment: [String: String]) -> any ConfigSnapshot {
        EnvironmentVariablesProvider(environmentVariables: environment).prefixKeys(with: "wallboard").snapshot()
    }
}

/// One place that settings come from.
struct SettingsLayer: Sendable {
    let snapshot: any ConfigSnapshot
    /// Where in this place the setting with the given key stands.
    let source: @Sendable (String) -> SettingsSource

    enum Lookup {
        case absent
        /// A list instead of one value, or the other way round.
        case wrongShape
        case texts([String])
    }

    func texts(of key: String, isList: Bool) -> Lookup {
        let type: ConfigType = isList ? .stringArray : .string
        guard let result = try? snapshot.value(forKey: AbsoluteConfigKey([key]), type: type) else { return .wrongShape }
        switch result.value?.content {
        case nil: return .absent
        case .string(let text): return .texts([text])
        case .stringArray(let texts): return .texts(texts)
        default: return .wrongShape
        }
    }
}

/// The value of a setting in force, as text, and its source.
package struct SettingsEntry: Hashable, Sendable {
    /// The setting's name.
    package let key: String
    /// nil if the setting is not set and needs no value.
    package let texts: [String]?
    /// Whether the setting takes several values.
    package let isList: Bool
    /// Where the value comes from.
    package let source: SettingsSource
}

extension SettingsEntry {
    /// One line of YAML with the source as its comment; a setting that is not set is a comment as a whole.
    package var yaml: String {
        texts.map { "\(key): \(Self.yaml(of: $0, isList: isList))  # \(source)" } ?? "# \(key): not set"
    }

    /// The value of a setting in YAML: numbers and flags as they are, everything else in quotes.
    static func yaml(of texts: [String], isList: Bool) -> String {
        let values = texts.map { text in
            !text.isEmpty && text.allSatisfy(\.isASCIIDigit) || ["true", "false"].contains(text) ? text : quoted(text)
        }
        return isList ? "[" + values.joined(separator: ", ") + "]" : values[0]
    }

    /// A double-quoted scalar (YAML 1.2, section 7.3.1).
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case _ where scalar.properties.generalCategory == .control:
                let hex = String(scalar.value, radix: 16)
                result += "\\x" + String(repeating: "0", count: 2 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
