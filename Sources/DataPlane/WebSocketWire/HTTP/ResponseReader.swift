/// Reads the head of an HTTP/1.1 response as it arrives. For one response: not usable after a head or an error.
package struct ResponseReader: Sendable {
    /// The bounds of the head.
    package typealias Limits = HeadLimits

    private var reader: HeadReader

    /// A reader for the response to a request.
    package init(limits: Limits = Limits()) {
        reader = HeadReader(limits: limits)
    }

    /// Consumes bytes of `input` from `offset` on (0…count, moved past what was consumed) up to the end of the head, or
    /// all of them: then it returns nil. What follows the head is left. Throws `.malformedResponse`.
    package mutating func next(_ input: Span<UInt8>, at offset: inout Int) throws(UpgradeFailure) -> ResponseHead? {
        let head: HeadReader.Head?
        do {
            head = try reader.next(input, at: &offset)
        } catch {
            throw .malformedResponse(error.reason)
        }
        guard let head else { return nil }
        return try ResponseHead(head)
    }
}

/// The head of an HTTP/1.1 response (RFC 9112, section 4).
package struct ResponseHead: Hashable, Sendable {
    /// 100…599.
    package let status: Int
    /// All header fields.
    package let fields: HeaderFields

    /// The values of all fields of that name, compared ignoring case, in order.
    package subscript(name: String) -> [String] { fields[name] }

    init(_ head: HeadReader.Head) throws(UpgradeFailure) {
        // HTTP/1.1 SP 3DIGIT SP [phrase]
        let line = head.startLine
        guard line.count >= 13, line.starts(with: "HTTP/1.1 ".utf8), line[12] == UInt8.space,
            let status = Self.status(line[9..<12])
        else { throw .malformedResponse("invalid status line") }
        self.status = status
        fields = head.fields
    }

    private static func status(_ digits: ArraySlice<UInt8>) -> Int? {
        guard digits.allSatisfy(\.isDigit) else { return nil }
        let status = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        return (100...599).contains(status) ? status : nil
    }
}
