import Asterisk
import Foundation
import Glibc
import Values

/// Reads a queue log from a moment on, however large it is, and the one before it where it was rotated since.
struct QueueLogFile {
    /// Lines read so far.
    private(set) var lines = 0
    /// Lines that are none of a queue log.
    private(set) var unreadable = 0
    private let limits: QueueLogLimits
    private var files: [String]
    private let seconds: Int64?
    private var file: ReadFile?
    private var block: [UInt8] = []
    private var blockStart = 0
    private var at = 0

    /// Opens the log.
    ///
    /// - Parameters:
    ///   - path: the file that Asterisk writes.
    ///   - seconds: since 1970; earlier lines may be left out. nil: no line is, and no other file is read.
    ///   - limits: the bound of a line.
    /// - Throws: `DiskFault` where the file cannot be read.
    init(_ path: String, since seconds: Int64? = nil, limits: QueueLogLimits = QueueLogLimits()) throws(DiskFault) {
        self.limits = limits
        self.seconds = seconds
        files = [path]
        let newest = try ReadFile(path)
        if let seconds, let before = Self.rotated(path), (Self.firstSeconds(of: newest) ?? .max) > seconds {
            files.insert(before, at: 0)
        }
    }

    /// The next line and where it begins in its file; nil at the end. Half a line at the end is not there yet.
    mutating func next() throws(DiskFault) -> (line: QueueLogLine, offset: Int64)? {
        while let (bytes, offset) = try nextLine() {
            let text = bytes.last == ASCII.carriageReturn ? bytes.dropLast() : bytes[...]
            guard !text.isEmpty else { continue }
            lines += 1
            if text.count <= limits.maxLineBytes, let line = QueueLogLine(text) { return (line, Int64(offset)) }
            unreadable += 1
        }
        return nil
    }

    /// The next line without its end; of an over-long one only a part.
    private mutating func nextLine() throws(DiskFault) -> (bytes: [UInt8], offset: Int)? {
        var line: [UInt8] = []
        var start: Int?
        while true {
            if file == nil {
                guard !files.isEmpty else { return nil }
                let opened = try ReadFile(files.removeFirst())
                file = opened
                blockStart = seconds.map { Self.start(in: opened, since: $0) } ?? 0
                block = []
                at = 0
                line = []
                start = nil
            }
            if at == block.count {
                blockStart += block.count
                at = 0
                block = try file?.read(from: blockStart, upTo: Self.blockBytes) ?? []
                guard !block.isEmpty else {
                    file = nil
                    continue
                }
            }
            start = start ?? blockStart + at
            let feed = block[at...].firstIndex(of: ASCII.lineFeed)
            let part = block[at..<(feed ?? block.count)]
            if line.count <= limits.maxLineBytes { line += part.prefix(limits.maxLineBytes + 1) }
            at = feed.map { $0 + 1 } ?? block.count
            if feed != nil { return (line, start ?? 0) }
        }
    }

    private static let blockBytes = 65_536

    /// The place of a line before which all are earlier than `seconds`, as far as the lines are in order.
    private static func start(in file: ReadFile, since seconds: Int64) -> Int {
        var low = 0
        var high = file.size
        while high - low > blockBytes {
            let middle = (low + high) / 2
            if let found = firstLine(in: file, from: middle, before: high), found.seconds < seconds {
                low = found.start
            } else {
                high = middle
            }
        }
        return low
    }

    /// The first whole line behind `offset`, and its time.
    private static func firstLine(in file: ReadFile, from offset: Int, before end: Int) -> (start: Int, seconds: Int64)?
    {
        guard let bytes = try? file.read(from: offset, upTo: min(blockBytes, end - offset)) else { return nil }
        var at = offset == 0 ? 0 : bytes.firstIndex(of: ASCII.lineFeed).map { $0 + 1 }
        while let start = at, let feed = bytes[start...].firstIndex(of: ASCII.lineFeed) {
            if let line = QueueLogLine(bytes[start..<feed]) { return (offset + start, line.seconds) }
            at = feed + 1
        }
        return nil
    }

    private static func firstSeconds(of file: ReadFile) -> Int64? {
        firstLine(in: file, from: 0, before: file.size)?.seconds
    }

    /// The newest file beside this one that has its name, and a number or a date behind it.
    private static func rotated(_ path: String) -> String? {
        let directory = (path as NSString).deletingLastPathComponent
        let name = (path as NSString).lastPathComponent
        let folder = directory.isEmpty ? "." : directory
        let names = Disk.names(in: folder).filter { other in
            (other.hasPrefix(name + ".") || other.hasPrefix(name + "-"))
                && other.dropFirst(name.count + 1).allSatisfy { $0.isNumber || $0 == "-" }
        }
        return names.map { folder + "/" + $0 }.max { changed($0) < changed($1) }
    }

    private static func changed(_ path: String) -> Int {
        var info = stat()
        return stat(path, &info) == 0 ? info.st_mtim.tv_sec : 0
    }
}
