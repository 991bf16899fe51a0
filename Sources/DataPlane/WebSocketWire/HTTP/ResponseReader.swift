/// Reads the head of an HTTP/1.1 response as it arrives. For one response: after a head or an error it is done with.
package struct ResponseReader: Sendable {
    /// The bounds of the head.
    package typealias Limits = HeadLimits

    private var reader: HeadReader

    /// A reader behind a request.
    package init(limits: Limits = Limits()) {
        reader = HeadReader(limits: limits)
    }

    /// Consumes bytes of `input` from `offset` on (0…count, moved behind what was consumed) up to the end of the head, or
    /// all of them: then it returns nil. What follows the head is left.
    /// Throws `.malformedResponse`.
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
