/// Messages of one length that look like what boards get: `{"t":<unix microseconds>,` and then queues with numbers, a
/// different one each time, so that deflate has something to do.
struct GeneratedText {
    /// Room for the time stamp and the end.
    static let fewestBytes = 64

    private let bytes: Int
    private var random: UInt32 = 1

    init(bytes: Int) {
        precondition(bytes >= Self.fewestBytes, "a text of \(bytes) bytes")
        self.bytes = bytes
    }

    /// The next message, in ASCII.
    mutating func next(at unixMicroseconds: Int64) -> [UInt8] {
        var text = Array("{\"t\":\(unixMicroseconds),\"queues\":[".utf8)
        let end = Array("],\"pad\":\"\"}".utf8)
        var number = 0
        while true {
            // The generator of the C standard's example: anybody can write it down again.
            random = random &* 1_103_515_245 &+ 12_345
            let queue = random >> 16
            let entry = Array(
                "\(number == 0 ? "" : ","){\"id\":\(number),\"waiting\":\(queue % 40),\"longest\":\(queue % 997)}"
                    .utf8)
            guard text.count + entry.count + end.count <= bytes else { break }
            text += entry
            number += 1
        }
        text += end.dropLast(2)
        text += [UInt8](repeating: UInt8(ascii: "."), count: bytes - text.count - 2)
        return text + end.suffix(2)
    }
}
