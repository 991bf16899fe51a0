/// Collects the head of a request or response line by line (RFC 9112, section 2.1), strictly: a line ends with CR LF
/// and nothing else, so that no two readers can see different lines. Faults are rejected at once.
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

    /// Consumes `input` from `offset` on up to the end of the head; nil if the input ends before that.
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

/// The bounds of the head of a request or response.
package struct HeadLimits: Hashable, Sendable {
    /// Bytes of the head with all its line ends; 1 or more. The default has room for a request line of the 8,000 bytes
    /// that RFC 9112, section 3, recommends as the minimum. It is all that a peer can make an endpoint store before the
    /// upgrade.
    package var maxHeadBytes: Int
    /// Field lines; 0 or more. Browsers send about 15; the rest is for proxies.
    package var maxFields: Int

    /// The given bounds.
    package init(maxHeadBytes: Int = 8_192, maxFields: Int = 64) {
        precondition(maxHeadBytes > 0, "heads of at most \(maxHeadBytes) bytes")
        precondition(maxFields >= 0, "at most \(maxFields) fields")
        self.maxHeadBytes = maxHeadBytes
        self.maxFields = maxFields
    }
}

/// What is wrong with the head of a request or response (RFC 9112, sections 2 to 5), or which of its limits it breaks.
enum HeadViolation: Error, Hashable, Sendable, CaseIterable {
    /// LF without CR before it.
    case bareLineFeed
    /// CR without LF after it.
    case bareCarriageReturn
    /// A control character other than a tab.
    case controlCharacter
    /// The byte limit is reached within the first line.
    case startLineTooLong
    /// The byte limit is reached within the fields.
    case headTooLong
    /// More field lines than the limit.
    case tooManyFields
    /// A line that continues a field (RFC 9112, section 5.2).
    case foldedField
    /// A name that is not a token, or has a blank before its colon (RFC 9112, section 5.1).
    case invalidFieldName
    /// A line of the fields without a colon.
    case missingColon

    /// A few words for the answer and the log; nothing of the peer's data is in them.
    var reason: String {
        switch self {
        case .bareLineFeed: "line feed without carriage return"
        case .bareCarriageReturn: "carriage return without line feed"
        case .controlCharacter: "control character in the head"
        case .startLineTooLong: "first line too long"
        case .headTooLong: "head too long"
        case .tooManyFields: "too many header fields"
        case .foldedField: "folded header field"
        case .invalidFieldName: "invalid header field name"
        case .missingColon: "header field without a colon"
        }
    }
}
