import Foundation
import Testing

@testable import BoardPage

/// The files that a TV gets: complete, small, and in the language of an old browser.
struct BoardPageTests {
    static let both = [BoardPage.boardFiles, BoardPage.previewFiles]

    /// The sources of the page, by name.
    static let assets: [(name: String, text: String)] = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/ControlPlane/BoardPage/Assets").standardized
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.sorted().map { name in
            (name, (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? "")
        }
    }()

    @Test("a page is a document and what it names", arguments: both)
    func aPageIsADocumentAndWhatItNames(files: [BoardFile]) throws {
        let document = String(decoding: try #require(files.first).bytes, as: UTF8.self)
        let folder = files[0].path == "/" ? "/" : "/preview/"
        let named = document.matches(of: /(?:href|src)="([^"?:]+)\?([0-9a-f]+)"/).map { (folder + $0.1, $0.2) }
        #expect(Set(named.map(\.0)) == Set(files.dropFirst().map(\.path)))
        for (path, version) in named {
            let file = try #require(files.first { $0.path == path })
            #expect(file.entityTag == "\"\(version)\"", "the document does not change with \(path)")
        }
        #expect(document.firstMatch(of: /<script[^>]*>[^<]/) == nil)
        #expect(document.firstMatch(of: /<style|\sstyle=|\son[a-z]+=/) == nil)
    }

    @Test("every module is in a script once and small")
    func everyModuleIsInAScriptOnceAndSmall() throws {
        let scripts = Self.both.map { String(decoding: $0[2].bytes, as: UTF8.self) }
        #expect(Self.assets.count > 30, "the sources were not found")
        for (name, text) in Self.assets where name.hasSuffix(".js") {
            let counts = scripts.map { $0.ranges(of: "modules[\"\(name)\"] = ").count }
            #expect(counts.contains(1) && counts.allSatisfy { $0 <= 1 }, "\(name) is in \(counts)")
            #expect(text.split(separator: "\n").count <= 300, "\(name) is long")
        }
        for files in Self.both {
            // A TV at the far end of a wireless network waits for them.
            #expect(files.reduce(0) { $0 + $1.bytes.count } < 131_072)
        }
    }

    /// Fire TVs of 2018 have a browser of that year, and are not updated.
    @Test("nothing is newer than the browsers of old TVs")
    func nothingIsNewerThanTheBrowsersOfOldTVs() {
        let script: [(String, Regex<Substring>)] = [
            ("optional chaining", #/\?\.(?![0-9])/#), ("nullish coalescing", #/\?\?/#),
            ("catch without a binding", #/catch \{/#),
            ("a private field", #/this\.#|^\s+#[a-z]/#),
            ("flat, flatMap", #/\.flat(?:Map)?\(/#),
            ("a newer function", #/fromEntries|matchAll|replaceAll|allSettled/#),
            ("a newer function", #/replaceChildren|globalThis|structuredClone|\.at\(-|\.hasOwn\(|toSorted|findLast/#),
            ("a dynamic import", #/import\(/#), ("a long integer", #/\b[0-9]+n\b/#), ("digits apart", #/[0-9]_[0-9]/#),
            ("logical assignment", #/\|\|=|&&=/#), ("lookbehind", #/\(\?<[=!]/#),
        ]
        let style: [(String, Regex<Substring>)] = [
            ("a layer", #/@layer|@container|@property/#), ("a selector", #/:has\(|:is\(|:where\(/#), ("nesting", #/&/#),
            ("a function", #/\b(?:min|max|clamp)\(/#), ("a property", #/\b(?:inset|aspect-ratio|place-content):/#),
        ]
        for (name, text) in Self.assets {
            let rules = name.hasSuffix(".js") ? script : name.hasSuffix(".css") ? style : []
            for line in Self.withoutComments(text).split(separator: "\n") {
                for (what, pattern) in rules where line.firstMatch(of: pattern) != nil {
                    Issue.record("\(name) has \(what): \(line)")
                }
            }
        }
    }

    @Test("classes have no fields")
    func classesHaveNoFields() {
        for (name, text) in Self.assets where name.hasSuffix(".js") {
            var isInClass = false
            for line in Self.withoutComments(text).split(separator: "\n") {
                if line.hasPrefix("class ") || line.hasPrefix("export class ") { isInClass = true }
                if line == "}" { isInClass = false }
                // Only methods are at the first level of a class, and a method has parentheses.
                guard isInClass, line.hasPrefix("  "), line.dropFirst(2).first?.isLetter == true else { continue }
                #expect(line.contains("("), "\(name) has a field: \(line)")
            }
        }
    }

    @Test("what others wrote is never markup")
    func whatOthersWroteIsNeverMarkup() {
        for (name, text) in Self.assets where name.hasSuffix(".js") {
            for word in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"] {
                #expect(!text.contains(word), "\(name) has \(word)")
            }
        }
    }

    @Test("no text is small or thin")
    func noTextIsSmallOrThin() throws {
        for (name, text) in Self.assets where name.hasSuffix(".css") {
            for size in text.matches(of: /font-size: ([0-9]+)px/) {
                #expect(try #require(Int(size.1)) >= 24, "\(name): \(size.0)")
            }
            for weight in text.matches(of: /font-weight: ([0-9]+)/) {
                #expect(try #require(Int(weight.1)) >= 500, "\(name): \(weight.0)")
            }
        }
    }

    @Test("modules are joined as they depend on each other")
    func modulesAreJoinedAsTheyDependOnEachOther() {
        let script = ScriptBundle.joined([
            ("a.js", Array("const hidden = 1;\nexport const one = hidden;\nexport function two() {}\n".utf8)),
            ("b.js", Array("import { one, two } from \"./a.js\";\nexport class Three {}\ntwo(one);\n".utf8)),
        ])
        #expect(
            String(decoding: script, as: UTF8.self) == """
                "use strict";
                (function () {
                const modules = {};
                modules["a.js"] = (function () {
                const hidden = 1;
                const one = hidden;
                function two() {}
                return { one, two };
                })();
                modules["b.js"] = (function () {
                const { one, two } = modules["a.js"];
                class Three {}
                two(one);
                return { Three };
                })();
                })();

                """)
    }

    private static func withoutComments(_ text: String) -> String {
        text.replacing(/(?s)\/\*.*?\*\//, with: "").replacing(/(?m)^\s*\/\/.*$/, with: "")
    }
}
