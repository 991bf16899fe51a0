import Values

/// Cuts what comes from the Asterisk Manager Interface into messages, however it is cut on its way.
package struct AMIReader: Sendable {
    /// What was read.
    package enum Output: Sendable {
        /// The first line, such as `Asterisk Call Manager/7.0.3`.
        case greeting(String)
        case message(AMIMessage)
    }

    /// Why nothing more can be read from this connection.
    package enum Fault: Error, Hashable, Sendable {
        case lineTooLong
        case messageTooLong
        /// The first line is not that of Asterisk.
        case notAsterisk(String)
    }

    private let limits: AMILimits
    private var message: [UInt8] = []
    private var lineStart = 0
    private var hasGreeted = false

    /// Takes the bounds.
    package init(limits: AMILimits = AMILimits()) {
        self.limits = limits
    }

    /// Reads on.
    ///
    /// - Parameters:
    ///   - bytes: what came next.
    ///   - take: is given what is complete, in order.
    /// - Throws: `Fault`; nothing more may be read then.
    package mutating func read(
        _ bytes: some Sequence<UInt8>, _ take: (Output) -> Void
    ) throws(Fault) {
        for byte in bytes {
            message.append(byte)
            if byte == ASCII.lineFeed {
                try endLine(take)
            } else if message.count - lineStart > limits.maxLineBytes {
                throw .lineTooLong
            }
        }
    }

    private mutating func endLine(_ take: (Output) -> Void) throws(Fault) {
        var length = message.count - lineStart - 1
        if length > 0, message[lineStart + length - 1] == ASCII.carriageReturn { length -= 1 }
        guard hasGreeted else {
            let line = String(decoding: message[lineStart..<(lineStart + length)], as: UTF8.self)
            guard line.hasPrefix("Asterisk Call Manager/") else { throw .notAsterisk(String(line.prefix(80))) }
            hasGreeted = true
            clear()
            take(.greeting(line))
            return
        }
        if length > 0 {
            guard message.count <= limits.maxMessageBytes else { throw .messageTooLong }
            lineStart = message.count
        } else {
            message.removeSubrange(lineStart...)
            if !message.isEmpty { take(.message(AMIMessage(message))) }
            clear()
        }
    }

    private mutating func clear() {
        message.removeAll(keepingCapacity: message.capacity <= limits.maxLineBytes)
        lineStart = 0
    }
}

extension AMIReader.Fault: CustomStringConvertible {
    /// A sentence for the log.
    package var description: String {
        switch self {
        case .lineTooLong: "a line does not end"
        case .messageTooLong: "a message does not end"
        case .notAsterisk(let line): "this is not Asterisk's manager interface: it begins with \"\(line)\""
        }
    }
}

/// The bounds of what is read from the Asterisk Manager Interface and kept of it.
package struct AMILimits: Hashable, Sendable {
    /// Bytes of one line. Default 16 KiB: Asterisk's own limit of a header is 1,024, of a variable's value 4,096.
    package var maxLineBytes = 16_384
    /// Bytes of one message. Default 256 KiB: the longest events have about 3 KiB.
    package var maxMessageBytes = 262_144
    /// Calls in queues at once. Default 20,000: more than one Asterisk can carry. A call beyond is not followed, and
    /// counted as not understood.
    package var maxCalls = 20_000
    /// Channels at once. Default 100,000, with four channels of each call and more.
    package var maxChannels = 100_000
    /// Pairs of queue and agent whose last state is kept. Default 50,000.
    package var maxMembers = 50_000
    /// Phones that rang for one call without an answer, kept to recognise a repeated message. Default 32.
    package var maxMisses = 32
    /// Seconds for which a caller who left a queue may still be connected to an agent, where the ring was not seen.
    /// Default 10: a greeting for the agent.
    package var leavingSeconds: Int64 = 10

    /// Seconds without a word from Asterisk, after which the time that it said last is not the time any more. Default
    /// 600.
    package var quietSeconds: Int64 = 600
    /// Seconds for which a call that has ended is remembered where its channel is gone. Default 60: more than Asterisk
    /// says things later than it writes them to the queue log.
    package var overSeconds: Int64 = 60

    /// The defaults.
    package init() {}
}
