/// Collects the head of a request or response line by line (RFC 9112, section 2.1), strictly: a line ends with CR LF and
/// with nothing else, so that no two readers can see different lines. What cannot be right is refused at once.
struct HeadReader: Sendable {
    /// A whole head.
    struct Head: Sendable {
        /// Without its line end; not empty.
        let startLine: [UInt8]
        let fields: HeaderFields
    }

    private let limits: HeadLimits
    private var byteCount = 0
    /// The current line as far as it has come.
    private var line: [UInt8] = []
    private var startLine: [UInt8]?
    private var fields = HeaderFields()

    init(limits: HeadLimits) {
        self.limits = limits
    }

    /// Consumes `input` from `offset` on up to the end of the head; nil if the input ends before.
    mutating func next(_ input: Span<UInt8>, at offset: inout Int) throws(HeadViolation) -> Head? {
        precondition(offset >= 0 && offset <= input.count, "reading at \(offset) of \(input.count) bytes")
        while offset < input.count {
            let byte = input[offset]
            try append(byte)
            offset += 1
            guard byte == .lineFeed else { continue }
            if let head = try endLine() { return head }
        }
        return nil
    }

    private mutating func append(_ byte: UInt8) throws(HeadViolation) {
        guard byteCount < limits.maxHeadBytes else { throw startLine == nil ? .startLineTooLong : .headTooLong }
        let followsCarriageReturn = line.last == .carriageReturn
        switch byte {
        case .lineFeed: if !followsCarriageReturn { throw .bareLineFeed }
        case _ where followsCarriageReturn: throw .bareCarriageReturn
        case .carriageReturn, .horizontalTab: break
        case ..<(.space), .delete: throw .controlCharacter
        default: break
        }
        line.append(byte)
        byteCount += 1
    }

    /// A line has ended; nil if it was not the last one of the head.
    private mutating func endLine() throws(HeadViolation) -> Head? {
        let content = line.dropLast(2)
        defer { line.removeAll(keepingCapacity: true) }
        guard let startLine else {
            // Empty lines before a request are skipped (RFC 9112, section 2.2); they count as bytes of the head.
            if !content.isEmpty { startLine = Array(content) }
            return nil
        }
        if content.isEmpty { return Head(startLine: startLine, fields: fields) }
        guard fields.fields.count < limits.maxFields else { throw .tooManyFields }
        try fields.append(line: content)
        return nil
    }
}
