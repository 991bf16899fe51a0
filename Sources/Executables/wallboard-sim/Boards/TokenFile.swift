import BoardProtocol
import Foundation

/// A file in which simulated boards keep their tokens, as real ones do in their own storage: a line for each board,
/// its serial, a space and its token. Only the owner may read it.
struct TokenFile: Sendable {
    let path: String

    enum Fault: Error {
        case unreadable(String)
        case malformed(String, line: Int)
        case unwritable(String)
    }

    /// The tokens by serial; none if the file does not exist yet.
    func read() throws(Fault) -> [String: Secret] {
        guard FileManager.default.fileExists(atPath: path) else { return [:] }
        guard let bytes = FileManager.default.contents(atPath: path) else { throw .unreadable(path) }
        return try Self.parse(String(decoding: bytes, as: UTF8.self), of: path)
    }

    static func parse(_ text: String, of path: String) throws(Fault) -> [String: Secret] {
        var tokens: [String: Secret] = [:]
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        where !line.isEmpty {
            let words = line.split(separator: " ")
            guard words.count == 2 else { throw .malformed(path, line: index + 1) }
            tokens[String(words[0])] = Secret(String(words[1]))
        }
        return tokens
    }

    /// Replaces the file atomically.
    func write(_ tokens: [String: Secret]) throws(Fault) {
        let lines = tokens.keys.sorted().map { "\($0) \(tokens[$0]!.revealed)\n" }.joined()
        let fresh = path + ".new"
        guard
            FileManager.default.createFile(
                atPath: fresh, contents: Data(lines.utf8), attributes: [.posixPermissions: 0o600])
        else { throw .unwritable(path) }
        guard rename(fresh, path) == 0 else { throw .unwritable(path) }
    }
}

extension TokenFile.Fault: CustomStringConvertible {
    var description: String {
        switch self {
        case .unreadable(let path): "the file \(path) cannot be read"
        case .malformed(let path, let line): "line \(line) of \(path) is not a serial and a token"
        case .unwritable(let path): "the file \(path) cannot be written"
        }
    }
}
