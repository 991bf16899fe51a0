import EventLoop
import Foundation
import Logging
import Testing

@testable import Gateway

struct TicketKeyFileTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private var path: String { directory.path + "/ticket-keys" }
    private var contents: [UInt8] { (try? Data(contentsOf: URL(filePath: path))).map { [UInt8]($0) } ?? [] }

    private func file() -> TicketKeyFile {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return TicketKeyFile(directory: directory.path, logger: logger)
    }

    @Test("keys come back as they were kept")
    func keysComeBackAsTheyWereKept() throws {
        let file = file()
        let keys = file.load()
        file.keep(keys)
        #expect(contents == keys.bytes)
        #expect(self.file().load().bytes == keys.bytes)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o600)
        #expect(!FileManager.default.fileExists(atPath: path + ".part"))
    }

    @Test("what has not changed is not written")
    func whatHasNotChangedIsNotWritten() throws {
        let file = file()
        let keys = file.load()
        file.keep(keys)
        let stamp = FileStamp(path: path)
        file.keep(keys)
        #expect(FileStamp(path: path) == stamp)
    }

    @Test("other keys than those in the file are written")
    func otherKeysThanThoseInTheFileAreWritten() throws {
        let file = file()
        file.keep(TicketKeys())
        let next = TicketKeys()
        file.keep(next)
        #expect(contents == next.bytes)
    }

    @Test("a file of something else gives new keys", arguments: ["", "something else", "wallboard ticket keys 1\n"])
    func aFileOfSomethingElseGivesNewKeys(_ text: String) throws {
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        let file = file()
        let keys = file.load()
        file.keep(keys)
        #expect(contents == keys.bytes)
    }

    @Test("keys that others may read are not used")
    func keysThatOthersMayReadAreNotUsed() throws {
        let file = file()
        let keys = TicketKeys()
        file.keep(keys)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        #expect(self.file().load().bytes != keys.bytes)
    }

    @Test("keys that cannot be written are tried again")
    func keysThatCannotBeWrittenAreTriedAgain() throws {
        let file = file()
        let keys = file.load()
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        file.keep(keys)
        #expect(contents.isEmpty)
        try FileManager.default.removeItem(atPath: path)
        file.keep(keys)
        #expect(contents == keys.bytes)
    }
}
