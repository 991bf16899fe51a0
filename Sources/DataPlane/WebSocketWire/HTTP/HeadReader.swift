/// Collects the head of a request or response line by line (RFC 9112, section 2.1), strictly: a line ends with CR LF and
/// with nothing else, so that no two readers can see different lines. What cannot be right is refused at once.
struct HeadReader: Sendable {
  /// A whole head.
  struct Head: Sendable {
    /// Without its line end.
    let startLine: ArraySlice<UInt8>
    let fields: HeaderFields
  }

  private let limits: HeadLimits
  private var bytes: [UInt8] = []
  /// Where the current line begins in `bytes`.
  private var lineStart = 0
  private var startLine: Range<Int>?
  private var fields = HeaderFields()

  init(limits: HeadLimits) {
    self.limits = limits
  }

  /// Consumes `input` from `offset` on up to the end of the head; nil if the input ends before.
  mutating func next(_ input: Span<UInt8>, at offset: inout Int) throws(HeadViolation) -> Head? {
    precondition(
      offset >= 0 && offset <= input.count, "reading at \(offset) of \(input.count) bytes")
    while offset < input.count {
      try append(input[offset])
      offset += 1
      guard bytes.last == .lineFeed else { continue }
      if let head = try endLine() { return head }
    }
    return nil
  }

  private mutating func append(_ byte: UInt8) throws(HeadViolation) {
    guard bytes.count < limits.maxHeadBytes else {
      throw startLine == nil ? .startLineTooLong : .headTooLong
    }
    let followsCarriageReturn = bytes.last == .carriageReturn
    switch byte {
    case .lineFeed: if !followsCarriageReturn { throw .bareLineFeed }
    case _ where followsCarriageReturn: throw .bareCarriageReturn
    case .carriageReturn, .horizontalTab: break
    case ..<(.space), .delete: throw .controlCharacter
    default: break
    }
    bytes.append(byte)
  }

  /// A line has ended; nil if it was not the last one of the head.
  private mutating func endLine() throws(HeadViolation) -> Head? {
    let line = lineStart..<bytes.count - 2
    lineStart = bytes.count
    guard let startLine else {
      // Empty lines before a request are skipped (RFC 9112, section 2.2); they count as bytes of the head.
      if !line.isEmpty { startLine = line }
      return nil
    }
    if line.isEmpty { return Head(startLine: bytes[startLine], fields: fields) }
    guard fields.fields.count < limits.maxFields else { throw .tooManyFields }
    try fields.append(line: bytes[line])
    return nil
  }
}
