import EventLoop
import Foundation
import Logging
import Synchronization

/// The file in the data directory that keeps the keys of TLS tickets, so that boards resume cheaply after a restart.
/// Losing the file loses nothing else.
final class TicketKeyFile: Sendable {
    private let path: String
    private let logger: Logger
    private let state = Mutex(State())

    private struct State {
        /// What the file holds; nil if unknown.
        var kept: [UInt8]?
        /// Whether the last try failed and was logged.
        var hasFailed = false
    }

    init(directory: String, logger: Logger) {
        path = directory + "/ticket-keys"
        self.logger = logger
    }

    /// The keys in the file; new ones if there is none, or if it cannot be used, which is logged.
    func load() -> TicketKeys {
        guard FileManager.default.fileExists(atPath: path) else { return TicketKeys() }
        do {
            let (keys, bytes) = try read()
            state.withLock { $0.kept = bytes }
            return keys
        } catch {
            logger.error(
                "the keys of tickets cannot be used: boards come back by full handshakes once",
                metadata: ["path": "\(path)", "reason": "\(error)"])
            return TicketKeys()
        }
    }

    /// Writes the keys if they have changed. A failure is logged once, and the write is tried again at the next call.
    func keep(_ keys: TicketKeys) {
        let bytes = keys.bytes
        state.withLock { state in
            guard state.kept != bytes else { return }
            do {
                try DurableFile.write(bytes, to: path)
                state = State(kept: bytes)
            } catch {
                if !state.hasFailed {
                    logger.error(
                        "the keys of tickets could not be written", metadata: ["path": "\(path)", "reason": "\(error)"])
                }
                state.hasFailed = true
            }
        }
    }

    private struct Unusable: Error, CustomStringConvertible {
        let description: String
    }

    private func read() throws -> (TicketKeys, [UInt8]) {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
        guard mode & 0o077 == 0 else { throw Unusable(description: "others than its owner may use the file") }
        let file = try Foundation.FileHandle(forReadingFrom: URL(filePath: path))
        defer { try? file.close() }
        let bytes = [UInt8](try file.read(upToCount: TicketKeys.maxBytes + 1) ?? Data())
        guard let keys = TicketKeys(bytes) else { throw Unusable(description: "it holds something else") }
        return (keys, bytes)
    }
}
