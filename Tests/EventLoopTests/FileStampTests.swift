import EventLoop
import Foundation
import Testing

struct FileStampTests {
    private let directory: URL

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "file-stamp-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    private func path(_ name: String) -> String { directory.appending(path: name).path }

    private func write(_ text: String, to name: String, atomically: Bool = false) throws {
        try text.write(toFile: path(name), atomically: atomically, encoding: .utf8)
    }

    @Test("a file that stays has one stamp")
    func aFileThatStaysHasOneStamp() throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        try write("one", to: "file")
        let stamp = try #require(FileStamp(path: path("file")))
        #expect(FileStamp(path: path("file")) == stamp)
    }

    @Test("every way to change a file changes its stamp")
    func everyWayToChangeAFileChangesItsStamp() throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        try write("one", to: "file")
        var stamps = [FileStamp(path: path("file"))]
        try write("three", to: "file")
        stamps.append(FileStamp(path: path("file")))
        try write("three", to: "file", atomically: true)
        stamps.append(FileStamp(path: path("file")))
        try FileManager.default.setAttributes([.modificationDate: Date.distantPast], ofItemAtPath: path("file"))
        stamps.append(FileStamp(path: path("file")))
        try FileManager.default.removeItem(atPath: path("file"))
        stamps.append(FileStamp(path: path("file")))
        #expect(stamps.last == .some(nil))
        #expect(Set(stamps).count == stamps.count)
    }

    @Test("a link is what it leads to")
    func aLinkIsWhatItLeadsTo() throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        try write("one", to: "first")
        try write("one", to: "second")
        try FileManager.default.createSymbolicLink(atPath: path("link"), withDestinationPath: "first")
        #expect(FileStamp(path: path("link")) == FileStamp(path: path("first")))
        try FileManager.default.removeItem(atPath: path("link"))
        try FileManager.default.createSymbolicLink(atPath: path("link"), withDestinationPath: "second")
        #expect(FileStamp(path: path("link")) == FileStamp(path: path("second")))
        #expect(FileStamp(path: path("link")) != FileStamp(path: path("first")))
    }
}
