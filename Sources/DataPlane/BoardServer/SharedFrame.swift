import EventLoop
import Synchronization
import WebSocketWire

/// How a connection takes its messages: decided once, at the upgrade.
struct FrameEncoding: Hashable, Sendable {
    /// The base-two logarithm of the LZ77 window, 9…15 (RFC 7692, section 7.1.2.1); nil: not compressed.
    let windowBits: UInt8?

    static let plain = FrameEncoding(windowBits: nil)
}

/// The bytes of one whole frame, ready for `SSL_write`, and how the queue that holds them may treat it.
final class EncodedFrame: Sendable {
    /// What may be done with a frame that waits for a board.
    enum Kind: Sendable {
        /// An answer of HTTP, or a control frame (RFC 6455, section 5.5): must be sent, and no page sees it.
        case transport
        /// A message that must be sent.
        case message
        /// Snapshot or update: may be replaced by a fresh snapshot, and must not be sent under another entitlement.
        case state
    }

    let bytes: [UInt8]
    let kind: Kind

    init(bytes: [UInt8], kind: Kind) {
        self.bytes = bytes
        self.kind = kind
    }
}

/// One message for any number of boards on all loops: framed once, deflated once for each window size in use.
///
/// Compressing without context takeover is what makes the deflated bytes the same for every board.
package final class SharedFrame: Sendable {
    /// Below this a deflated frame saves less than it costs the board to inflate.
    static let smallestDeflatedPayload = 256

    private let payload: [UInt8]
    private let opcode: DataOpcode
    let plain: EncodedFrame
    /// Monotonic microseconds: what is measured of an update begins here.
    let madeAt = Clock.monotonicMicroseconds()
    private let deflated = Mutex<[UInt8: EncodedFrame]>([:])

    private init(_ payload: [UInt8], as opcode: DataOpcode, kind: EncodedFrame.Kind) {
        self.payload = payload.count >= Self.smallestDeflatedPayload ? payload : []
        self.opcode = opcode
        plain = EncodedFrame(bytes: FrameWriter.frame(opcode, payload: payload), kind: kind)
    }

    /// A message that says something to a board: pairing, registered, welcome, refused, heartbeat, goaway.
    package static func control(_ payload: [UInt8], as opcode: DataOpcode = .text) -> SharedFrame {
        SharedFrame(payload, as: opcode, kind: .message)
    }

    /// A snapshot or update of a view.
    package static func state(_ text: [UInt8]) -> SharedFrame {
        SharedFrame(text, as: .text, kind: .state)
    }

    /// The frame for connections of one encoding; the first loop that asks pays for the deflation.
    func encoded(as encoding: FrameEncoding, with deflaters: Deflaters) -> EncodedFrame {
        guard let bits = encoding.windowBits, !payload.isEmpty else { return plain }
        return deflated.withLock { variants in
            if let variant = variants[bits] { return variant }
            let compressed = deflaters.deflate(payload, windowBits: bits)
            let variant =
                compressed.count < payload.count
                ? EncodedFrame(
                    bytes: FrameWriter.frame(opcode, payload: compressed, isCompressed: true), kind: plain.kind)
                : plain
            variants[bits] = variant
            return variant
        }
    }
}

/// The compressors of one loop, one for each window size that its boards negotiated.
final class Deflaters {
    /// zlib's fast end: a dashboard patch compresses nearly as well as at 6, for a third of the time.
    static let level: Int32 = 3

    private var byWindowBits: [UInt8: Deflater] = [:]

    func deflate(_ payload: [UInt8], windowBits: UInt8) -> [UInt8] {
        let deflater =
            byWindowBits[windowBits]
            ?? {
                let made = Deflater(level: Self.level, windowBits: Int32(windowBits))
                byWindowBits[windowBits] = made
                return made
            }()
        return deflater.deflate(payload)
    }
}
