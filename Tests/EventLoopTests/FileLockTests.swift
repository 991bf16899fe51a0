import Foundation
import Glibc
import Testing

@testable import EventLoop

@Suite struct FileLockTests {
    private func path() -> String {
        FileManager.default.temporaryDirectory.appending(path: "wallboard-lock-\(UUID().uuidString)").path
    }

    @Test("a lock is held once and free again when its holder is gone")
    func aLockIsHeldOnceAndFreeAgainWhenItsHolderIsGone() throws {
        let path = path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        var first: FileLock? = try FileLock(path: path)
        #expect(first != nil)
        #expect(throws: Errno(code: EWOULDBLOCK)) { try FileLock(path: path) }
        first = nil
        _ = try FileLock(path: path)
    }

    @Test("a directory that is not there is an error")
    func aDirectoryThatIsNotThereIsAnError() {
        #expect(throws: Errno(code: ENOENT)) { try FileLock(path: path() + "/nowhere") }
    }
}
