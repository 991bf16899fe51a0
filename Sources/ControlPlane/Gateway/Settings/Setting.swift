import Configuration

/// One row of the table of settings: what it is called, what it may be, and why.
package struct Setting<Value: Sendable>: SettingDescription {
    /// Its name in the file; flag and variable are derived from it.
    package let key: String
    /// What it does, in a sentence.
    package let purpose: String
    /// Why the default and the range are what they are.
    package let reason: String
    /// What the example configuration shows instead of the default; nil: the default.
    package let example: String?
    let format: SettingFormat<Value>
    /// The value if nothing sets it; nil if something must.
    let fallback: Value?

    init(
        _ key: String, _ format: SettingFormat<Value>, default fallback: Value?, purpose: String,
        because reason: String,
        example: String? = nil
    ) {
        self.key = key
        self.format = format
        self.fallback = fallback
        self.purpose = purpose
        self.reason = reason
        self.example = example
    }

    /// What values are allowed, for people.
    package var rule: String { format.rule }
    /// The default as it would be written; nil if there is none.
    package var fallbackTexts: [String]? { fallback.flatMap(format.write) }
    /// Whether it takes several values.
    package var isList: Bool { format.isList }
    /// Whether something must set it.
    package var isRequired: Bool { fallback == nil }

    /// The value in force.
    ///
    /// - Precondition: `problems(in:)` is empty.
    func value(in layers: SettingsLayers) -> Value {
        guard let value = lookUp(in: layers).value else { preconditionFailure("\(key) was not checked before its use") }
        return value
    }

    /// The value in force; nil if it breaks its rule, or nothing sets it.
    func validValue(in layers: SettingsLayers) -> Value? { lookUp(in: layers).value }

    /// What is wrong with the values that the layers give it.
    package func problems(in layers: SettingsLayers) -> [SettingsProblem] {
        lookUp(in: layers).problems
    }

    /// The value in force, and its source.
    package func entry(in layers: SettingsLayers) -> SettingsEntry {
        let found = lookUp(in: layers)
        return SettingsEntry(
            key: key, texts: found.value.flatMap(format.write), isList: isList, source: found.source)
    }

    /// The first layer that sets the key wins; the others are still checked, since they may win tomorrow.
    private func lookUp(in layers: SettingsLayers) -> (
        value: Value?, source: SettingsSource, problems: [SettingsProblem]
    ) {
        var winner: (value: Value?, source: SettingsSource)?
        var problems: [SettingsProblem] = []
        for layer in layers.all {
            let source = layer.source(key)
            switch layer.texts(of: key, isList: isList) {
            case .absent:
                continue
            case .wrongShape:
                problems.append(SettingsProblem(key: key, source: source, reason: "must be \(rule)"))
                winner = winner ?? (nil, source)
            case .texts(let texts):
                let value = format.read(texts)
                if value == nil {
                    let given = texts.map { "\"\($0)\"" }.joined(separator: ", ")
                    let fault = format.explain(texts).map { ": \($0)" } ?? ""
                    problems.append(
                        SettingsProblem(key: key, source: source, reason: "must be \(rule), not \(given)\(fault)"))
                }
                winner = winner ?? (value, source)
            }
        }
        if winner == nil && fallback == nil {
            let reason = "must be set: in the file, by \(flagName(of: key)) or by \(variableName(of: key))"
            problems.append(SettingsProblem(key: key, source: .fallback, reason: reason))
        }
        let (value, source) = winner ?? (fallback, .fallback)
        return (value, source, problems)
    }
}

/// A setting of any type, as far as checking, printing and documentation need it.
package protocol SettingDescription: Sendable {
    /// lowerCamelCase, as in the file; flag and variable use the same words.
    var key: String { get }
    /// What it does, as a sentence.
    var purpose: String { get }
    /// Why the default and the range are what they are, as a sentence.
    var reason: String { get }
    /// What the example configuration shows instead of the default; nil: the default.
    var example: String? { get }
    /// What a value must be, such as `a whole number from 5 to 300`.
    var rule: String { get }
    /// How the default is written; nil if there is none.
    var fallbackTexts: [String]? { get }
    /// Whether the value is a list of texts.
    var isList: Bool { get }
    /// Whether something must set it.
    var isRequired: Bool { get }

    /// What is wrong with it in any of the layers.
    func problems(in layers: SettingsLayers) -> [SettingsProblem]
    /// The value in force and its source.
    func entry(in layers: SettingsLayers) -> SettingsEntry
}

/// The flag of a setting: `--board-listen` for `boardListen`.
package func flagName(of key: String) -> String {
    "--" + words(of: key).joined(separator: "-")
}

/// The environment variable of a setting: `WALLBOARD_BOARD_LISTEN` for `boardListen`.
package func variableName(of key: String) -> String {
    (["wallboard"] + words(of: key)).joined(separator: "_").uppercased()
}

/// `["board", "listen"]` for `boardListen`.
private func words(of key: String) -> [String] {
    var words = [""]
    for character in key {
        if character.isUppercase { words.append("") }
        words[words.count - 1].append(character.lowercased())
    }
    return words
}
