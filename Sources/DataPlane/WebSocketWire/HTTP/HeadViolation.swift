/// What is wrong with the head of a request or response (RFC 9112, sections 2 to 5), or which of its limits it breaks.
enum HeadViolation: Error, Hashable, Sendable, CaseIterable {
    /// LF without CR before it.
    case bareLineFeed
    /// CR without LF after it.
    case bareCarriageReturn
    /// A control character other than a tab.
    case controlCharacter
    /// The limit of bytes ends within the first line.
    case startLineTooLong
    /// The limit of bytes ends within the fields.
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
