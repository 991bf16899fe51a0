import Testing

/// Habits of CONTRIBUTING.md that can be read off the text.
struct StyleTests {
    /// Files longer than this hold more than one idea.
    private let mostLines = 400

    @Test func noFileIsTooLong() {
        for file in SourceTree.files where file.lines.count > mostLines {
            Issue.record("\(file.path) has \(file.lines.count) lines")
        }
    }

    @Test func nothingIsPublic() {
        for file in SourceTree.files {
            for line in file.lines(containing: "public ", "open ")
            where ["public", "open"].contains(line.text.split(separator: " ").first) {
                Issue.record("\(file.path):\(line.number) is public, and no other package uses this one")
            }
        }
    }

    @Test func namesSayWhatATypeIs() {
        for file in SourceTree.files {
            for word in ["Manager", "Helper", "Utils", "Utilities", "Common"] where file.name.contains(word) {
                Issue.record("\(file.path): \(word) says nothing")
            }
        }
    }

    @Test func workIsStructuredAndBounded() {
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

    @Test func theCheckerIsSilencedOnlyWithAProofBesideIt() {
        for file in SourceTree.files {
            for line in file.lines(containing: "@unchecked Sendable", "nonisolated(unsafe)") {
                let nearby = file.lines[max(0, line.number - 4)..<line.number]
                #expect(nearby.contains { $0.contains("//") }, "\(file.path):\(line.number) gives no reason")
            }
        }
    }

    /// Unsafe pointers live in the event loop; the wire borrows the bytes of an array in one file of its own, and the QR
    /// code's library hands out a pointer that one file of its own takes the modules from.
    @Test func unsafePointersAreFenced() {
        for file in SourceTree.files
        where file.target != "EventLoop" && !["Bytes.swift", "QRCode.swift"].contains(file.name) {
            for line in file.lines(
                containing: "Pointer<", "UnsafeRaw", "UnsafeMutable", "UnsafeBuffer", "withUnsafe", "unsafeBitCast")
            {
                Issue.record("\(file.path):\(line.number) uses an unsafe pointer")
            }
        }
    }

    @Test func everySymbolOfThePackageIsDocumented() {
        for file in SourceTree.files {
            for line in file.lines(containing: "package ") where isDeclaration(line.text) {
                let before = file.lines[..<(line.number - 1)].map { $0.drop { $0 == " " } }.last {
                    !$0.hasPrefix("@") && !($0.hasPrefix("//") && !$0.hasPrefix("///"))
                }
                #expect(before?.hasPrefix("///") == true, "\(file.path):\(line.number) has no documentation")
            }
        }
    }

    /// Whether a line declares something for other targets: `package`, perhaps behind attributes, as its first modifier.
    private func isDeclaration(_ line: String) -> Bool {
        line.split(separator: " ").first { !$0.hasPrefix("@") } == "package"
    }
}
