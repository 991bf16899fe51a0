import Foundation
import Testing

/// Habits of CONTRIBUTING.md that can be read off the text.
struct StyleTests {
    /// Files longer than this hold more than one idea.
    private let maxLines = 400

    @Test("no file is too long")
    func noFileIsTooLong() {
        for file in SourceTree.files where file.lines.count > maxLines {
            Issue.record("\(file.path) has \(file.lines.count) lines")
        }
    }

    @Test("nothing is public")
    func nothingIsPublic() {
        for file in SourceTree.files {
            for line in file.lines(containing: "public ", "open ")
            where ["public", "open"].contains(line.text.split(separator: " ").first) {
                Issue.record("\(file.path):\(line.number) is public, and no other package uses this one")
            }
        }
    }

    @Test("names say what a type is")
    func namesSayWhatATypeIs() {
        for file in SourceTree.files {
            for word in ["Manager", "Helper", "Utils", "Utilities", "Common"] where file.name.contains(word) {
                Issue.record("\(file.path): \(word) says nothing")
            }
        }
    }

    /// Words that a reader stumbles over, and the usual ones instead.
    private let oddWords: [(pattern: String, better: String)] = [
        (#"\b[Ww]hoever\b"#, "name who: the client, an admin, the caller"), (#"\banew\b"#, "again, from scratch"),
        (#"\bdeeds\b"#, "actions"), (#"\bbelieved\b"#, "verified, trusted"), (#"\bheeded\b"#, "used"),
        (#"\b(is|are|was|were) told\b"#, "gets, learns, is reported"),
        (#"\b(is|are) looked at\b"#, "is checked"), (#"\bgood for nothing\b"#, "revoked, worthless"),
    ]

    /// A test is read by its title, so that its function can have a short name; a title goes on from that of its suite.
    @Test("every test has a title that begins in lower case and does not end with a full stop")
    func testsHaveTitles() throws {
        #expect(SourceTree.tests.count > 100, "the tests were not found")
        let odd = try oddWords.map { (pattern: try Regex($0.pattern), better: $0.better) }
        for file in SourceTree.tests {
            for (index, line) in file.lines.enumerated() where line.drop(while: { $0 == " " }).hasPrefix("@Test") {
                let place = "\(file.path):\(index + 1)"
                guard let title = title(of: file.lines[index...]) else {
                    Issue.record("\(place) has no title")
                    continue
                }
                #expect(
                    title.prefixMatch(of: /(A|An|The|Every|Each|No|Nothing|It|Where|What|When|Who|Only|All)\b/) == nil,
                    "\(place)")
                #expect(!title.hasSuffix("."), "\(place)")
                for odd in odd where title.contains(odd.pattern) {
                    Issue.record("\(place) is better off with: \(odd.better)")
                }
            }
        }
    }

    /// The text behind `@Test(`, on its line or the next one.
    private func title(of lines: ArraySlice<String>) -> Substring? {
        let head = lines.prefix(2).joined(separator: " ").drop { $0 == " " }.dropFirst("@Test".count)
        guard let match = head.prefixMatch(of: /\(\s*"((?:[^"\\]|\\.)*)"/) else { return nil }
        return match.1
    }

    /// In comments, docstrings and texts of the sources, and in the documents.
    @Test("comments and documents use the usual words")
    func commentsAndDocumentsUseTheUsualWords() throws {
        let documents =
            ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"]
            + [
                "architecture", "board-page", "conformance", "glossary", "operations", "pages", "performance",
                "protocol",
            ]
            .map { "docs/\($0).md" } + ["docs/releasing.md", "docs/tls.md", "docs/openapi.yaml", "docs/asyncapi.yaml"]
        var texts = SourceTree.files.map { (path: $0.path, lines: $0.lines) }
        for path in documents {
            texts.append((path, try SourceTree.text(of: path).components(separatedBy: "\n")))
        }
        for odd in oddWords {
            let pattern = try Regex(odd.pattern)
            for (path, lines) in texts {
                for (index, line) in lines.enumerated() where line.contains(pattern) {
                    Issue.record("\(path):\(index + 1) is better off with: \(odd.better)")
                }
            }
        }
    }

    @Test("work is structured and bounded")
    func workIsStructuredAndBounded() {
        for file in SourceTree.files {
            for line in file.lines(containing: "Task.detached", "DispatchQueue", "bufferingPolicy: .unbounded") {
                Issue.record("\(file.path):\(line.number) leaves structured concurrency or has no bound")
            }
            for line in file.lines(containing: "AsyncStream(", "AsyncStream.makeStream(", ">.makeStream(")
            where !line.text.contains("bufferingPolicy") {
                Issue.record("\(file.path):\(line.number) makes a stream without saying its bound on the same line")
            }
        }
    }

    @Test("the checker is silenced only with a proof beside it")
    func theCheckerIsSilencedOnlyWithAProofBesideIt() {
        for file in SourceTree.files {
            for line in file.lines(containing: "@unchecked Sendable", "nonisolated(unsafe)") {
                let nearby = file.lines[max(0, line.number - 4)..<line.number]
                #expect(nearby.contains { $0.contains("//") }, "\(file.path):\(line.number) gives no reason")
            }
        }
    }

    /// Unsafe pointers live in the event loop; the wire borrows the bytes of an array in one file of its own, and the
    /// QR code's library hands out a pointer that one file of its own takes the modules from.
    @Test("unsafe pointers are fenced")
    func unsafePointersAreFenced() {
        for file in SourceTree.files
        where file.target != "EventLoop" && !["Bytes.swift", "QRCode.swift"].contains(file.name) {
            for line in file.lines(
                containing: "Pointer<", "UnsafeRaw", "UnsafeMutable", "UnsafeBuffer", "withUnsafe", "unsafeBitCast")
            {
                Issue.record("\(file.path):\(line.number) uses an unsafe pointer")
            }
        }
    }

    @Test("every symbol of the package is documented")
    func everySymbolOfThePackageIsDocumented() {
        for file in SourceTree.files {
            for line in file.lines(containing: "package ") where isDeclaration(line.text) {
                let before = file.lines[..<(line.number - 1)].map { $0.drop { $0 == " " } }.last {
                    !$0.hasPrefix("@") && !($0.hasPrefix("//") && !$0.hasPrefix("///"))
                }
                #expect(before?.hasPrefix("///") == true, "\(file.path):\(line.number) has no documentation")
            }
        }
    }

    /// Whether a line declares something for other targets: `package`, perhaps behind attributes, as its first
    /// modifier.
    private func isDeclaration(_ line: String) -> Bool {
        line.split(separator: " ").first { !$0.hasPrefix("@") } == "package"
    }
}
