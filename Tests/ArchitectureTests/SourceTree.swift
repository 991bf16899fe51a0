import Foundation

/// The Swift files of the package as text, for tests that read them.
struct SourceTree: Sendable {
    /// One Swift file under `Sources` or `Tests`.
    struct File: Sendable {
        /// Relative to the root of the package, such as `Sources/Domain/WallboardCore/Calls/CallEvent.swift`.
        let path: String
        /// Without line feeds.
        let lines: [String]

        /// The folder under `Sources`, such as `Domain`.
        var group: String { part(1) }
        /// The folder under the group, such as `WallboardCore`.
        var target: String { part(2) }
        /// The folder in the target, such as `Calls`; "." for the target's own.
        var folder: String {
            let folders = path.split(separator: "/").dropFirst(3).dropLast()
            return folders.isEmpty ? "." : folders.joined(separator: "/")
        }
        var name: String { path.split(separator: "/").last.map(String.init) ?? "" }

        private func part(_ index: Int) -> String {
            String(path.split(separator: "/")[index])
        }

        /// The modules that the file imports, however the import is written.
        var imports: [String] {
            lines.compactMap { line in
                guard line.contains("import ") else { return nil }
                let words = line.split(separator: " ").drop { $0.hasPrefix("@") || Self.accessLevels.contains($0) }
                guard words.first == "import" else { return nil }
                let module = words.dropFirst().drop { Self.importKinds.contains($0) }.first
                return module.map { String($0.prefix { $0 != "." }) }
            }
        }

        private static let accessLevels: Set<Substring> = [
            "public", "package", "internal", "fileprivate", "private",
        ]
        private static let importKinds: Set<Substring> = [
            "struct", "class", "enum", "protocol", "func", "var", "let", "typealias",
        ]

        /// The lines that contain one of the words, with their numbers, from 1.
        func lines(containing words: String...) -> [(number: Int, text: String)] {
            lines.enumerated().filter { line in words.contains { line.element.contains($0) } }
                .map { ($0.offset + 1, $0.element) }
        }
    }

    /// The folder of `Package.swift`.
    static let root = (0..<3).reduce(URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()) { url, _ in
        url.deletingLastPathComponent()
    }

    /// Every Swift file under `Sources`, by path.
    static let files = swiftFiles(in: "Sources")

    /// Every Swift file under `Tests`, by path.
    static let tests = swiftFiles(in: "Tests")

    private static func swiftFiles(in folder: String) -> [File] {
        let paths =
            FileManager.default.enumerator(atPath: root.appending(path: folder).path)?
            .compactMap { $0 as? String } ?? []
        return paths.filter { $0.hasSuffix(".swift") }.sorted().map { path in
            let text = (try? String(contentsOf: root.appending(path: "\(folder)/\(path)"), encoding: .utf8)) ?? ""
            return File(path: "\(folder)/\(path)", lines: text.components(separatedBy: "\n"))
        }
    }

    /// The names of the folders directly under a folder of the package.
    static func folders(in path: String) -> Set<String> {
        let url = root.appending(path: path)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
        return Set(
            names.filter { name in
                var isDirectory: ObjCBool = false
                return FileManager.default.fileExists(atPath: url.appending(path: name).path, isDirectory: &isDirectory)
                    && isDirectory.boolValue
            })
    }

    static func text(of path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }
}
