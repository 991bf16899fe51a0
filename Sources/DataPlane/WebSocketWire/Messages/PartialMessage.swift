/// A message of which more is to come.
struct PartialMessage: Sendable {
    private(set) var payload: [UInt8] = []
    let opcode: DataOpcode
    let isCompressed: Bool
    private(set) var frameCount: UInt32 = 0
    private var validator = UTF8Validator()

    init(_ opcode: DataOpcode, isCompressed: Bool) {
        self.opcode = opcode
        self.isCompressed = isCompressed
    }

    /// A frame of `length` bytes is about to come. Nothing of it has been stored yet.
    mutating func beginFrame(_ length: UInt64, within limits: MessageReader.Limits) throws(ProtocolViolation) {
        guard length <= UInt64(max(0, limits.maxMessageBytes - payload.count)) else { throw .messageTooBig }
        guard frameCount < limits.maxFramesPerMessage else { throw .tooManyFrames }
        frameCount += 1
    }

    /// Takes a piece of a frame; a text is checked as far as it has come.
    mutating func append(_ bytes: Span<UInt8>, unmaskingWith key: MaskingKey?) throws(ProtocolViolation) {
        let start = payload.count
        payload.append(bytes)
        if let key { payload.applyMask(key, from: start) }
        if opcode == .text && !isCompressed {
            guard validator.validate(payload, from: start) else { throw .textNotUTF8 }
        }
    }

    /// The last frame has ended.
    func finished() throws(ProtocolViolation) -> Message {
        guard validator.isComplete else { throw .textNotUTF8 }
        return Message(opcode, payload: payload, isCompressed: isCompressed)
    }
}
