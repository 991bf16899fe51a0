/// One event of a stream of server-sent events (WHATWG HTML, section 9.2).
package struct ServerSentEvent: Hashable, Sendable {
    /// What happened, such as `board`; `message` if the stream gives no name.
    package let name: String
    /// What the stream says about it: JSON with all events of the admin API.
    package let data: String
    /// The number of the event; nil until the stream has given one.
    package let id: String?

    /// Takes an event as a stream would give it.
    package init(name: String, data: String, id: String? = nil) {
        self.name = name
        self.data = data
        self.id = id
    }
}

/// Reads a stream of server-sent events piece by piece (WHATWG HTML, section 9.2.6), wherever the pieces are cut.
struct EventStreamDecoder {
    /// The stream sent more in one event than is kept.
    struct TooLong: Error {}

    /// How long the stream asks clients to wait before they reconnect; nil: it has not said.
    private(set) var retryMilliseconds: Int?

    private let maxEventBytes: Int
    private var line: [UInt8] = []
    private var isFirstLine = true
    private var followsCarriageReturn = false
    private var name = ""
    private var data: [UInt8] = []
    private var hasData = false
    private var id: String?

    /// Keeps at most `maxEventBytes` of the data of one event, and as many of one line.
    init(maxEventBytes: Int) {
        self.maxEventBytes = maxEventBytes
    }

    /// The events that end within `bytes`.
    mutating func take(_ bytes: some Sequence<UInt8>) throws(TooLong) -> [ServerSentEvent] {
        var events: [ServerSentEvent] = []
        for byte in bytes {
            let endsPair = followsCarriageReturn && byte == UInt8(ascii: "\n")
            followsCarriageReturn = byte == UInt8(ascii: "\r")
            if endsPair { continue }
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                if let event = try endLine() { events.append(event) }
            } else {
                guard line.count < maxEventBytes else { throw TooLong() }
                line.append(byte)
            }
        }
        return events
    }

    /// An empty line ends an event; an event without data is none.
    private mutating func endLine() throws(TooLong) -> ServerSentEvent? {
        defer { line.removeAll(keepingCapacity: true) }
        if isFirstLine {
            isFirstLine = false
            if line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        }
        guard line.isEmpty else {
            try readField()
            return nil
        }
        defer {
            name = ""
            data.removeAll(keepingCapacity: true)
            hasData = false
        }
        guard hasData else { return nil }
        return ServerSentEvent(
            name: name.isEmpty ? "message" : name, data: String(decoding: data, as: UTF8.self), id: id)
    }

    /// `field: value`; a line that begins with a colon is a comment, and unknown fields are ignored.
    private mutating func readField() throws(TooLong) {
        let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
        var value = line[colon...].dropFirst()
        if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
        switch String(decoding: line[..<colon], as: UTF8.self) {
        case "event": name = String(decoding: value, as: UTF8.self)
        case "data":
            guard data.count + value.count < maxEventBytes else { throw TooLong() }
            if hasData { data.append(UInt8(ascii: "\n")) }
            hasData = true
            data.append(contentsOf: value)
        case "id" where !value.contains(0): id = String(decoding: value, as: UTF8.self)
        case "retry" where value.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }:
            retryMilliseconds = Int(String(decoding: value, as: UTF8.self)) ?? retryMilliseconds
        default: break
        }
    }
}
