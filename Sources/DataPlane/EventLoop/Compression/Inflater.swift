import CZlib

/// Restores the messages of permessage-deflate (RFC 7692), each by itself: no context takeover. One per loop; it holds
/// about 60 KiB. Confined to its thread.
package final class Inflater {
    /// Bytes that are inflated before the cap is checked: the most that a bomb gets.
    private static let chunkBytes = 16_384
    /// What the sender left out (RFC 7692, section 7.2.2).
    private static let tail: [UInt8] = [0x00, 0x00, 0xff, 0xff]

    private let stream: UnsafeMutablePointer<z_stream>
    private let chunk: UnsafeMutableBufferPointer<UInt8>

    /// - Parameter windowBits: the base-two logarithm of the largest window that senders may use, 9…15; 15 reads all.
    package init(windowBits: Int32 = 15) {
        precondition((9...15).contains(windowBits), "window \(windowBits)")
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        chunk = .allocate(capacity: Self.chunkBytes)
        let result = CZlib_inflate_init(stream, windowBits)
        precondition(result == Z_OK, "inflateInit2: \(result)")
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
        chunk.deallocate()
    }

    /// What `inflate` made of a payload.
    package enum Result: Hashable, Sendable {
        case bytes([UInt8])
        /// It would be longer than allowed; what was inflated is dropped.
        case tooBig
        /// It is not raw deflate, or is cut short.
        case corrupt
    }

    /// Restores one message from the payload of all its frames, unmasked and less than 4 GiB.
    ///
    /// `maxBytes`, 0…, is the most that may come out. The cap holds while inflating, so that memory is bounded by it.
    package func inflate(_ payload: [UInt8], maxBytes: Int) -> Result {
        precondition(maxBytes >= 0, "maxBytes \(maxBytes)")
        let reset = inflateReset(stream)
        precondition(reset == Z_OK, "inflateReset: \(reset)")
        var output: [UInt8] = []
        if let failure = feed(payload, into: &output, maxBytes) ?? feed(Self.tail, into: &output, maxBytes) {
            return failure
        }
        // 128: between two blocks. Elsewhere the message was cut short, and the tail was taken for its data.
        return stream.pointee.data_type & 128 != 0 ? .bytes(output) : .corrupt
    }

    private func feed(_ input: [UInt8], into output: inout [UInt8], _ maxBytes: Int) -> Result? {
        input.withUnsafeBufferPointer { input in
            stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            stream.pointee.avail_in = UInt32(input.count)
            while true {
                stream.pointee.next_out = chunk.baseAddress
                stream.pointee.avail_out = UInt32(chunk.count)
                let result = CZlib.inflate(stream, Z_SYNC_FLUSH)
                let count = chunk.count - Int(stream.pointee.avail_out)
                guard output.count + count <= maxBytes else { return .tooBig }
                output.append(contentsOf: chunk[..<count])
                switch result {
                case Z_OK where stream.pointee.avail_out == 0: continue
                case Z_OK, Z_BUF_ERROR: return nil
                case Z_STREAM_END:
                    // A sender may end with a final block (section 7.2.3.4): what follows is a stream that still refers
                    // to the window.
                    let reset = inflateResetKeep(stream)
                    precondition(reset == Z_OK, "inflateResetKeep: \(reset)")
                    if stream.pointee.avail_in == 0 { return nil }
                default: return .corrupt
                }
            }
        }
    }
}
