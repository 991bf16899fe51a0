import Values

/// One line of Asterisk's `queue_log`: `time|call|queue|agent|event|data…`.
package struct QueueLogLine: Hashable, Sendable {
    /// Seconds since 1970.
    package let seconds: Int64
    /// The unique id of the caller's channel; `NONE`, `MANAGER` or `REALTIME` where no call is meant.
    package let call: String
    /// The queue by Asterisk's name; `NONE` for none.
    package let queue: String
    /// The member's name; `NONE` for none.
    package let agent: String
    /// What happened, such as `ENTERQUEUE`.
    package let event: String
    /// What the event says besides.
    package let data: [String]

    /// Reads a line without its end. Returns nil for anything that is no such line.
    package init?(_ line: some Sequence<UInt8>) {
        let text = String(decoding: Array(line), as: UTF8.self)
        let parts = text.split(separator: "|", maxSplits: 16, omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 5, let seconds = Self.seconds(parts[0]), !parts[4].isEmpty else { return nil }
        self.seconds = seconds
        call = parts[1]
        queue = parts[2]
        agent = parts[3]
        event = parts[4]
        data = Array(parts[5...])
    }

    /// The number of seconds at the beginning of a line; nil where there is none.
    package static func seconds(_ text: String) -> Int64? {
        // Ten digits until the year 2286.
        guard (9...11).contains(text.utf8.count), text.utf8.allSatisfy(ASCII.isDigit) else { return nil }
        return Int64(text)
    }

    /// A number in the data; nil where it is not one.
    func number(_ index: Int) -> Int? { data.count > index ? Int(data[index]) : nil }

    /// A text in the data; nil where it is empty.
    func text(_ index: Int) -> String? { data.count > index && !data[index].isEmpty ? data[index] : nil }
}
