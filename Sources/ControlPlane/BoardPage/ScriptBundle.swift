/// Joins ES modules into one classic script, for browsers that support modules badly or not at all. Each module
/// becomes a function, so that its names stay its own.
///
/// It reads lines, not JavaScript, and requires of the modules: an import is one line `import { a, b } from
/// "./c.js";` of a preceding module, an export one declaration `export const|function|class name`.
enum ScriptBundle {
    /// One script, in strict mode, of modules in the order in which they depend on each other.
    static func joined(_ modules: [(name: String, bytes: [UInt8])]) -> [UInt8] {
        var script = "\"use strict\";\n(function () {\nconst modules = {};\n"
        var joined: Set<String> = []
        for (name, bytes) in modules {
            script += function(of: name, String(decoding: bytes, as: UTF8.self), after: joined)
            joined.insert(name)
        }
        return Array("\(script)})();\n".utf8)
    }

    private static func function(of name: String, _ text: String, after joined: Set<String>) -> String {
        var exports: [String] = []
        var lines: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("import ") {
                let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
                guard parts.count == 3, parts[0].hasSuffix(" from "), parts[1].hasPrefix("./"),
                    joined.contains(String(parts[1].dropFirst(2)))
                else { preconditionFailure("\(name) imports what is not there yet: \(line)") }
                lines.append("const\(parts[0].dropFirst(6).dropLast(6)) = modules[\"\(parts[1].dropFirst(2))\"];")
            } else if line.hasPrefix("export ") {
                let declaration = line.dropFirst(7)
                let words = declaration.split(separator: " ", maxSplits: 1)
                guard words.count == 2, ["const", "function", "class"].contains(words[0]) else {
                    preconditionFailure("\(name) exports what is no declaration: \(line)")
                }
                exports.append(String(words[1].prefix { $0.isLetter || $0.isNumber || $0 == "_" }))
                lines.append(String(declaration))
            } else {
                lines.append(String(line))
            }
        }
        let returned = exports.isEmpty ? "" : "return { \(exports.joined(separator: ", ")) };\n"
        return "modules[\"\(name)\"] = (function () {\n\(lines.joined(separator: "\n"))\(returned)})();\n"
    }
}
