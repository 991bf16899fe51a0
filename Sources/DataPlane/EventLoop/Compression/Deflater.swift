import CZlib

/// Compresses the messages of permessage-deflate (RFC 7692), each by itself: no context takeover, so that one result
/// serves any number of boards. One per loop; it holds about 2^(windowBits + 2) + 128 KiB. Confined to its thread.
package final class Deflater {
    private let stream: UnsafeMutablePointer<z_stream>

    /// - Parameters:
    ///   - level: 1 (fast) … 9 (small).
    ///   - windowBits: the base-two logarithm of the window, 9…15. zlib cannot do 8 without a header (RFC 7692 allows
    ///     declining it).
    package init(level: Int32, windowBits: Int32) {
        precondition((1...9).contains(level) && (9...15).contains(windowBits), "level \(level), window \(windowBits)")
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let result = CZlib_deflate_init(stream, level, windowBits)
        precondition(result == Z_OK, "deflateInit2: \(result)")
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// The payload of a compressed message: raw deflate, flushed, without the `00 00 ff ff` at its end (RFC 7692,
    /// section 7.2.1). The payload must be less than 4 GiB.
    package func deflate(_ payload: [UInt8]) -> [UInt8] {
        check(deflateReset(stream))
        let tail = 4
        let capacity = Int(deflateBound(stream, UInt(payload.count))) + Self.flushBytes
        return [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
            payload.withUnsafeBufferPointer { input in
                stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                stream.pointee.avail_in = UInt32(input.count)
                stream.pointee.next_out = output.baseAddress
                stream.pointee.avail_out = UInt32(capacity)
                check(CZlib.deflate(stream, Z_SYNC_FLUSH))
            }
            let room = Int(stream.pointee.avail_out)
            precondition(room > 0, "\(payload.count) bytes did not fit into \(capacity)")
            count = capacity - room - tail
        }
    }

    /// More than a flush can add to what `deflateBound` promises for a stream that ends: the empty block and one
    /// partial byte.
    private static let flushBytes = 16

    private func check(_ result: Int32) {
        precondition(result == Z_OK, "deflate: \(result)")
    }
}
