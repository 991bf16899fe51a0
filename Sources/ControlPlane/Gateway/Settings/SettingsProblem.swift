/// Where the value of a setting came from. Flags win, then variables, then the file, then the default.
package enum SettingsSource: Hashable, Sendable, CustomStringConvertible {
    /// Such as `--board-listen`.
    case flag(String)
    /// Such as `WALLBOARD_BOARD_LISTEN`.
    case variable(String)
    /// The path as it was given, and the line, from 1.
    case file(String, line: Int)
    case fallback

    /// Such as `/etc/wallboard/gateway.yaml:12`.
    package var description: String {
        switch self {
        case .flag(let name), .variable(let name): name
        case .file(let path, let line): "\(path):\(line)"
        case .fallback: "default"
        }
    }
}

/// One thing that is wrong with the settings.
package struct SettingsProblem: Hashable, Sendable, CustomStringConvertible {
    /// The key of the setting; nil if the file as a whole is meant, or if the reason is a sentence by itself.
    package let key: String?
    /// The source of the wrong value.
    package let source: SettingsSource
    /// What is wrong, as the end of a sentence that begins with the key, if there is one.
    package let reason: String

    /// Such as `gateway.yaml:12: heartbeatSeconds must be a whole number from 5 to 300, not "2"`.
    package var description: String {
        switch (source, key) {
        case (.fallback, let key?): "\(key) \(reason)"
        case (_, let key?): "\(source): \(key) \(reason)"
        case (_, nil): "\(source): \(reason)"
        }
    }
}

/// Everything that is wrong with the settings, so that all of it can be fixed at once.
package struct SettingsError: Error, CustomStringConvertible {
    /// Never empty; in the order of the table of settings, unknown keys last.
    package let problems: [SettingsProblem]

    /// Takes one or more.
    package init(problems: [SettingsProblem]) {
        self.problems = problems
    }

    /// One line a problem.
    package var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}
