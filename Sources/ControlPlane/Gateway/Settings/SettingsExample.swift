/// The example configuration: every setting of the table with what it does, its rule and its default.
package enum SettingsExample {
    /// The whole file, as `deploy/wallboard-gateway.yaml` has it.
    package static let text: String = {
        let head = """
            # Configuration of the Wallboard Gateway, with every setting there is. Printed by `wallboard-gateway config example`.
            #
            # A setting that is commented out shows its default, or an example where it has none. You can also set each one by a
            # variable (WALLBOARD_BOARD_LISTEN) or a flag (--board-listen): flags win, then variables, then this file.
            #
            #   wallboard-gateway config check --config /etc/wallboard-gateway/wallboard-gateway.yaml
            #   wallboard-gateway config print --config /etc/wallboard-gateway/wallboard-gateway.yaml

            """
        return ([head] + SettingsTable.all.map(entry)).joined(separator: "\n")
    }()

    /// Characters of a line.
    private static let width = 120

    private static func entry(of setting: any SettingDescription) -> String {
        // That a file has a path is obvious.
        let rule =
            setting.rule == "a path" ? "" : setting.rule.prefix(1).uppercased() + setting.rule.dropFirst() + ". "
        let comment = wrapped("\(setting.purpose) \(rule)\(setting.reason)").map { "# \($0)\n" }.joined()
        let texts = setting.example.map { [$0] } ?? setting.fallbackTexts ?? []
        let value = SettingsEntry.yaml(of: texts, isList: setting.isList)
        // What has no default must be set; the rest is left as it is.
        return comment + (setting.isRequired ? "" : "# ") + "\(setting.key): \(value)\n"
    }

    private static func wrapped(_ text: String) -> [String] {
        var lines = [""]
        for word in text.split(separator: " ") {
            let line = lines[lines.count - 1]
            if line.isEmpty {
                lines[lines.count - 1] = String(word)
            } else if line.count + 1 + word.count <= width - 2 {
                lines[lines.count - 1] += " \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}
