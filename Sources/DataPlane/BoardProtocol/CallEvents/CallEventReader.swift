import Values

/// Parses a body of call events piece by piece, so that the reader of a long one can let others in between.
package struct CallEventReader: Sendable {
    /// What was read so far.
    package private(set) var batch = CallEventBatch()
    private let body: [UInt8]
    private let limits: CallEventLimits
    /// The last line, or element, that was read.
    private var line = 0
    /// Where the next line begins.
    private var start = 0
    /// nil where events come one per line.
    private var elements: JSONElements?
    /// Set once everything was read.
    private var isFinished = false

    /// Begins with a body; see `CallEventBatch`.
    package init(
        _ body: [UInt8], format: CallEventBatch.Format? = nil, limits: CallEventLimits = CallEventLimits()
    ) {
        self.body = body
        self.limits = limits
        switch format ?? Self.format(of: body) {
        case .lines: elements = nil
        case .array: elements = JSONElements(limits: limits.json)
        }
    }

    /// Reads at most `most` more lines or elements, blank ones included. Returns whether any may be left; throws where
    /// the whole body is rejected.
    package mutating func read(most: Int) throws(CallEventBatch.BodyError) -> Bool {
        let body = body
        for _ in 0..<most {
            guard !isFinished, let range = try next() else {
                isFinished = true
                return false
            }
            line += 1
            if elements == nil, body[range].allSatisfy(ASCII.isWhitespace) { continue }
            try batch.add(body.span.extracting(range), line: line, limits)
        }
        return true
    }

    private mutating func next() throws(CallEventBatch.BodyError) -> Range<Int>? {
        guard var elements else { return nextLine() }
        defer { self.elements = elements }
        do throws(JSONError) {
            return try elements.next(body.span)
        } catch {
            throw .notAnArray(error)
        }
    }

    private mutating func nextLine() -> Range<Int>? {
        guard start < body.count else { return nil }
        let end = body[start...].firstIndex(of: ASCII.lineFeed) ?? body.count
        defer { start = end + 1 }
        return start..<end
    }

    private static func format(of body: [UInt8]) -> CallEventBatch.Format {
        body.first { !ASCII.isWhitespace($0) } == ASCII.openBracket ? .array : .lines
    }
}
