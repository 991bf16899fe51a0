import Foundation

/// Which folder of a target names types of which other folder.
///
/// It reads text: types that a file declares at its left edge, and words of other files that look like them. Methods in
/// extensions and operators are not seen, so a circle can be missed; none is invented.
struct FolderGraph {
    /// One word of a file that names a type of another folder of the target.
    struct Use: Hashable {
        let path: String
        let type: String
        /// The folders, relative to the target; "." is the target's own.
        let from: String
        let to: String
    }

    /// Every folder that has files, and every use between two of them.
    private(set) var folders: Set<String> = []
    private(set) var uses: [Use] = []

    init(of files: [SourceTree.File]) {
        let code = files.map { (file: $0, lines: $0.lines.map(Self.withoutTexts)) }
        var homes: [String: Set<String>] = [:]
        for (file, lines) in code {
            folders.insert(file.folder)
            for name in lines.compactMap(Self.declaredType) { homes[name, default: []].insert(file.folder) }
        }
        for (file, lines) in code {
            let words = Set(lines.flatMap { $0.split { !($0.isLetter || $0.isNumber || $0 == "_") } })
            for word in words where word.first?.isUppercase == true {
                // A name that the folder itself has means that one.
                guard let home = homes[String(word)], !home.contains(file.folder) else { continue }
                for folder in home {
                    uses.append(Use(path: file.path, type: String(word), from: file.folder, to: folder))
                }
            }
        }
    }

    /// The uses that go against an order of folders: from one to another that stands behind it.
    func uses(against order: [String]) -> [Use] {
        let places = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($0.element, $0.offset) })
        return uses.filter { use in
            guard let from = places[use.from], let to = places[use.to] else { return true }
            return to > from
        }.sorted { ($0.path, $0.type) < ($1.path, $1.type) }
    }

    private static func withoutTexts(_ line: String) -> String {
        var code = ""
        var isText = false
        var escapes = false
        var last: Character = " "
        for character in line {
            if isText {
                if escapes {
                    escapes = false
                } else if character == "\\" {
                    escapes = true
                } else if character == "\"" {
                    isText = false
                }
            } else if character == "\"" {
                isText = true
            } else if character == "/", last == "/" {
                break
            } else {
                code.append(character)
            }
            last = character
        }
        return code
    }

    private static let modifiers: Set<Substring> = ["package", "private", "fileprivate", "final", "indirect"]
    private static let kinds: Set<Substring> = ["struct", "class", "enum", "actor", "protocol", "typealias"]

    private static func declaredType(_ line: String) -> String? {
        guard let first = line.first, first != " " else { return nil }
        let words = line.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "@") }
            .drop { $0.hasPrefix("@") || modifiers.contains($0) }
        guard let kind = words.first, kinds.contains(kind) else { return nil }
        return words.dropFirst().first.map(String.init)
    }
}
