import FuzzSupport
import WebSocketWire

/// What has to be true of every stream of frames.
struct FrameProperties {
    private let role: Role
    private let permitsCompression: Bool
    private let limits: MessageReader.Limits

    /// - Parameter settings: bit 0: a client reads; bit 1: with permessage-deflate; bit 2: with small limits.
    init(_ settings: UInt8) {
        role = settings & 1 == 0 ? .server : .client
        permitsCompression = settings & 2 != 0
        limits =
            settings & 4 == 0
            ? MessageReader.Limits() : MessageReader.Limits(maxMessageBytes: 20, maxFramesPerMessage: 3)
    }

    /// What a reader made of a stream.
    private struct Reading: Equatable {
        var incoming: [Incoming] = []
        var violation: ProtocolViolation?
        var isIdle = true
    }

    func check(_ stream: [UInt8]) {
        let reading = read(stream, .nowhere)
        for cut in Cut.allCases {
            let other = read(stream, cut)
            require(other == reading, "\(cut): \(other), in one piece: \(reading)")
        }
        for (index, incoming) in reading.incoming.enumerated() {
            check(incoming, isLast: index == reading.incoming.count - 1 && reading.violation == nil)
        }
        checkThatItIsReadAgain(reading)
    }

    private func read(_ stream: [UInt8], _ cut: Cut) -> Reading {
        var reader = MessageReader(role: role, limits: limits, permitsCompression: permitsCompression)
        var reading = Reading()
        for piece in cut.pieces(of: stream) {
            var offset = 0
            do throws(ProtocolViolation) {
                while let incoming = try reader.next(piece.span, at: &offset) { reading.incoming.append(incoming) }
                require(offset == piece.count, "left \(piece.count - offset) bytes")
            } catch {
                reading.violation = error
                require(reader.isIdle, "holds something after \(error)")
                requireThatItStaysRefused(&reader, error)
                break
            }
        }
        reading.isIdle = reader.isIdle
        return reading
    }

    private func requireThatItStaysRefused(_ reader: inout MessageReader, _ violation: ProtocolViolation) {
        let pong: [UInt8] = [0x8A, 0x00]
        var offset = 0
        var refusal: ProtocolViolation?
        do throws(ProtocolViolation) {
            _ = try reader.next(pong.span, at: &offset)
        } catch {
            refusal = error
        }
        require(refusal == violation, "\(violation), and then \(String(describing: refusal))")
    }

    private func check(_ incoming: Incoming, isLast: Bool) {
        switch incoming {
        case .message(let message):
            require(message.payload.count <= limits.maxMessageBytes, "a message of \(message.payload.count) bytes")
            require(permitsCompression || !message.isCompressed, "deflated without having been agreed on")
            if message.opcode == .text && !message.isCompressed {
                require(String(validating: message.payload, as: UTF8.self) != nil, "text not UTF-8")
            }
        case .ping(let payload), .pong(let payload):
            require(payload.count <= 125, "a control frame of \(payload.count) bytes")
        case .close(let code, let reason):
            require(isLast, "something after a Close")
            require(
                code?.isAllowedOnWire != false && reason.utf8.count <= FrameWriter.longestCloseReason, "\(incoming)")
        }
    }

    /// The peer writes what was read as whole messages, and it means the same.
    private func checkThatItIsReadAgain(_ reading: Reading) {
        let mask: UInt32? = role == .server ? 0x37FA_213D : nil
        var stream: [UInt8] = []
        for incoming in reading.incoming {
            switch incoming {
            case .message(let message):
                stream += FrameWriter.frame(
                    message.opcode, payload: message.payload, isCompressed: message.isCompressed, mask: mask)
            case .ping(let payload): stream += FrameWriter.ping(payload, mask: mask)
            case .pong(let payload): stream += FrameWriter.pong(payload, mask: mask)
            case .close(let code?, let reason): stream += FrameWriter.close(code, reason: reason, mask: mask)
            case .close(nil, _): stream += FrameWriter.close(answering: nil, mask: mask)
            }
        }
        let again = read(stream, .nowhere)
        require(again == Reading(incoming: reading.incoming), "\(reading.incoming) was read again as \(again)")
    }
}
