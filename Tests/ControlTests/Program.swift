import Foundation
import TestSupport

/// Runs the program itself, as a shell would.
struct Program {
    /// How it ended, and what it wrote.
    struct Result {
        let code: Int32
        let output: String
        let complaints: String
    }

    private let process = Process()
    private let folder: URL
    private let ended: AsyncStream<Int32>

    /// Starts it with `words`, and the options that lead to `double`.
    init(_ words: String, at double: TestServer? = nil, input: String = "") throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "wallboardctl-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, text) in [("in", input), ("out", ""), ("err", "")] {
            try Data(text.utf8).write(to: folder.appending(path: name))
        }
        let beside = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        process.executableURL = URL(filePath: beside).deletingLastPathComponent().appending(path: "wallboardctl")
        process.arguments =
            words.split(separator: " ").map(String.init)
            + (try double.map { ["--url", $0.url, "--token-file", try TestToken.file(), "--ca", $0.trustRoots] } ?? [])
        process.environment = ["PATH": "/usr/bin:/bin"]
        process.standardInput = try FileHandle(forReadingFrom: folder.appending(path: "in"))
        process.standardOutput = try FileHandle(forWritingTo: folder.appending(path: "out"))
        process.standardError = try FileHandle(forWritingTo: folder.appending(path: "err"))
        let (ended, continuation) = AsyncStream.makeStream(of: Int32.self, bufferingPolicy: .bufferingOldest(1))
        self.ended = ended
        process.terminationHandler = {
            continuation.yield($0.terminationReason == .exit ? $0.terminationStatus : -$0.terminationStatus)
            continuation.finish()
        }
        try process.run()
    }

    /// Its output so far.
    var output: String { text("out") }

    /// As Ctrl-C does.
    func interrupt() { process.interrupt() }

    /// Waits for its end; the code is that of the signal, below 0, if one ended it.
    func result() async -> Result {
        var code: Int32 = .min
        for await status in ended { code = status }
        defer { try? FileManager.default.removeItem(at: folder) }
        return Result(code: code, output: text("out"), complaints: text("err"))
    }

    /// Runs it to its end.
    static func run(_ words: String, at double: TestServer? = nil, input: String = "") async throws -> Result {
        try await Program(words, at: double, input: input).result()
    }

    private func text(_ name: String) -> String {
        (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? ""
    }
}
