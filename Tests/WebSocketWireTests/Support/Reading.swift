import TestSupport

@testable import WebSocketWire

/// How many bytes the next piece of input has.
enum Cut {
    case atOnce
    case single
    case random(SplitMix64)

    mutating func next(of remaining: Int) -> Int {
        switch self {
        case .atOnce: return remaining
        case .single: return 1
        case .random(var generator):
            defer { self = .random(generator) }
            return Int.random(in: 1...min(remaining, generator.oneIn(2) ? 7 : 2_000), using: &generator)
        }
    }
}

/// Hands out `bytes` in pieces, and each piece again from where the reader stopped, until it is consumed.
func feed(_ bytes: [UInt8], _ cut: Cut, to read: (Span<UInt8>, inout Int) throws -> Void) rethrows {
    var cut = cut
    var start = 0
    while start < bytes.count {
        let count = cut.next(of: bytes.count - start)
        let piece = Array(bytes[start..<start + count])
        var offset = 0
        repeat { try read(piece.span, &offset) } while offset < piece.count
        start += count
    }
}

/// Everything that a `MessageReader` makes of a stream.
struct Reading: Equatable {
    var incoming: [Incoming] = []
    var violation: ProtocolViolation?
    var endsIdle = true

    init(_ incoming: [Incoming] = [], violation: ProtocolViolation? = nil, endsIdle: Bool = true) {
        self.incoming = incoming
        self.violation = violation
        self.endsIdle = endsIdle
    }

    init(
        of bytes: [UInt8], role: Role = .server, limits: MessageReader.Limits = MessageReader.Limits(),
        permitsCompression: Bool = false, cut: Cut = .atOnce
    ) {
        var reader = MessageReader(role: role, limits: limits, permitsCompression: permitsCompression)
        var incoming: [Incoming] = []
        do {
            try feed(bytes, cut) { piece, offset in
                while let next = try reader.next(piece, at: &offset) { incoming.append(next) }
            }
        } catch {
            violation = error as? ProtocolViolation
        }
        self.incoming = incoming
        endsIdle = reader.isIdle
    }
}

/// A client's frame, whatever the rules say about it.
func rawFrame(_ first: UInt8, _ payload: [UInt8], isMasked: Bool = true, announcing length: Int? = nil) -> [UInt8] {
    let length = length ?? payload.count
    let maskBit: UInt8 = isMasked ? 0x80 : 0
    var frame = [first]
    switch length {
    case ...125: frame.append(maskBit | UInt8(length))
    case ...0xFFFF: frame += [maskBit | 126, UInt8(length >> 8), UInt8(length & 0xFF)]
    default: frame += [maskBit | 127] + (0..<8).reversed().map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
    }
    guard isMasked else { return frame + payload }
    let key: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]
    return frame + key + payload.enumerated().map { $1 ^ key[$0 % 4] }
}

func message(_ text: String) -> Incoming {
    .message(Message(.text, payload: Array(text.utf8)))
}
