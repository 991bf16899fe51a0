/// Builds the head of a request or response (RFC 9112, section 2.1).
enum HeadWriter {
    /// The start line and the fields in this order, up to the empty line. A control character in them is a programmer
    /// error: such text came from a peer and must not be here.
    static func bytes(startLine: String, headers: [(String, String)]) -> [UInt8] {
        precondition(isClean(startLine), "control character in the start line")
        var head = Array(startLine.utf8)
        for (name, value) in headers {
            precondition(isClean(name) && isClean(value), "control character in the field \(name)")
            head.append(contentsOf: "\r\n\(name): \(value)".utf8)
        }
        head.append(contentsOf: "\r\n\r\n".utf8)
        return head
    }

    private static func isClean(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= UInt8.space && $0 != UInt8.delete }
    }
}
