import EventLoop
import Foundation
import Glibc
import Testing

@Suite struct DurableFileTests {
    let directory = FileManager.default.temporaryDirectory.appending(component: "durable-\(UUID())").path

    init() throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    }

    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
    }

    @Test("a file has its name only when it is whole, and nobody but its owner may read it")
    func whole() throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let file = try DurableFile(part: directory + "/day.part")
        try file.write([UInt8](repeating: 7, count: 300_000))
        try file.write([])
        try file.write([8])
        #expect(try names() == ["day.part"])
        try file.commit(as: directory + "/day")
        #expect(try names() == ["day"])
        let kept = try Data(contentsOf: URL(filePath: directory + "/day"))
        #expect(kept.count == 300_001 && kept.last == 8)
        let mode = try FileManager.default.attributesOfItem(atPath: directory + "/day")[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o600)
    }

    @Test("a file replaces the one before, and a part that was left behind")
    func replacement() throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let path = directory + "/keys"
        _ = FileManager.default.createFile(
            atPath: path + ".part", contents: Data("left behind".utf8), attributes: [.posixPermissions: 0o644])
        for text in ["one", "two"] {
            try DurableFile.write(Array(text.utf8), to: path)
            #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
        }
        #expect(try names() == ["keys"])
    }

    @Test("what goes wrong is an errno, and leaves the file before as it was")
    func faults() throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        #expect(throws: Errno(code: ENOENT)) { try DurableFile.write([1], to: directory + "/none/keys") }
        try FileManager.default.createDirectory(atPath: directory + "/keys", withIntermediateDirectories: false)
        #expect(throws: Errno(code: EISDIR)) { try DurableFile.write([1], to: directory + "/keys") }
        #expect(try names() == ["keys"])
    }
}
