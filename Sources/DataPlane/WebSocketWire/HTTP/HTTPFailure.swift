/// A request that cannot be read, with the status to answer it with. The connection is closed after the answer: where
/// the next request would begin is not known.
package struct HTTPFailure: Error, Hashable, Sendable {
    /// 400, 414, 431 or 505 (RFC 9110, section 15; RFC 6585, section 5).
    package let status: Int
    /// A few words for the answer and the log; nothing of the peer's data is in them.
    package let reason: String

    init(status: Int, reason: String) {
        self.status = status
        self.reason = reason
    }

    static let versionNotSupported = HTTPFailure(status: 505, reason: "HTTP/1.1 is spoken here")

    init(_ violation: HeadViolation) {
        status =
            switch violation {
            case .startLineTooLong: 414
            case .headTooLong, .tooManyFields: 431
            default: 400
            }
        reason = violation.reason
    }
}
