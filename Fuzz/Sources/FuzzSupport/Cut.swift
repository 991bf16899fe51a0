/// Where a stream is cut into pieces. However the network cuts it, the same bytes have to mean the same.
package enum Cut: CaseIterable {
    /// One piece.
    case nowhere
    /// A piece for each byte.
    case everywhere
    /// Pieces of 1 to 64 bytes, as the bytes themselves say, from the last one back: the fuzzer chooses.
    case asTheBytesSay

    /// `bytes` in pieces, none of them empty.
    package func pieces(of bytes: [UInt8]) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var start = 0
        while start < bytes.count {
            let count = min(length(of: pieces.count, in: bytes), bytes.count - start)
            pieces.append(Array(bytes[start..<start + count]))
            start += count
        }
        return pieces
    }

    private func length(of piece: Int, in bytes: [UInt8]) -> Int {
        switch self {
        case .nowhere: bytes.count
        case .everywhere: 1
        case .asTheBytesSay: Int(bytes[bytes.count - 1 - piece] % 64) + 1
        }
    }
}
