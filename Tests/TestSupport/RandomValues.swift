import Values

extension String {
    /// Up to `count` scalars: ASCII, what must be escaped, and scalars of every length in UTF-8.
    package static func random(upTo count: Int, using generator: inout SplitMix64) -> String {
        var scalars = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...count, using: &generator) { scalars.append(.random(using: &generator)) }
        return String(scalars)
    }

    /// 1 to `bytes` bytes without control characters, as names are kept: trimmed, in normal form C.
    package static func randomName(upToBytes bytes: Int, using generator: inout SplitMix64) -> String {
        while true {
            let name = String.randomSpelling(upToBytes: bytes, using: &generator).normalisedName
            if (1...bytes).contains(name.utf8.count) { return name }
        }
    }

    private static func randomSpelling(upToBytes bytes: Int, using generator: inout SplitMix64) -> String {
        var name = ""
        let wanted = Int.random(in: 1...bytes, using: &generator)
        while name.utf8.count < wanted {
            let scalar = Unicode.Scalar.random(using: &generator)
            let isControl = scalar.properties.generalCategory == .control
            if isControl || name.utf8.count + UTF8.width(scalar) > bytes { continue }
            name.unicodeScalars.append(scalar)
        }
        return name
    }
}

extension Unicode.Scalar {
    package static func random(using generator: inout SplitMix64) -> Unicode.Scalar {
        let ranges: [ClosedRange<UInt32>] = [
            0x00...0x1F, 0x20...0x7F, 0x20...0x7F, 0x20...0x7F, 0x80...0x7FF, 0x800...0xD7FF, 0xE000...0xFFFF,
            0x1_0000...0x10_FFFF,
        ]
        let range = ranges.randomElement(using: &generator)!
        return Unicode.Scalar(UInt32.random(in: range, using: &generator))!
    }
}

extension JSON {
    /// A value of at most `depth` levels.
    package static func random(depth: Int, using generator: inout SplitMix64) -> JSON {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &generator) {
        case 0: .null
        case 1: .bool(.random(using: &generator))
        case 2: .integer(.random(in: .min ... .max, using: &generator) >> Int64.random(in: 0..<64, using: &generator))
        case 3: .number(.randomFinite(using: &generator))
        case 4: .string(.random(upTo: 12, using: &generator))
        case 5:
            .array(
                (0..<Int.random(in: 0..<5, using: &generator)).map { _ in random(depth: depth - 1, using: &generator) })
        default: .object(.random(depth: depth, using: &generator))
        }
    }

    /// The same value without any `null` inside objects.
    package var withoutNullMembers: JSON {
        switch self {
        case .array, .null, .bool, .integer, .number, .string: self
        case .object(let members):
            .object(
                JSONObject(
                    members.filter { $0.value != .null }
                        .map { .init(key: $0.key, value: $0.value.withoutNullMembers) })!
            )
        }
    }
}

extension JSONObject {
    package static func random(depth: Int, using generator: inout SplitMix64) -> JSONObject {
        var object = JSONObject()
        for _ in 0..<Int.random(in: 0..<6, using: &generator) {
            let key =
                generator.oneIn(2)
                ? ["a", "b", "c", "d"].randomElement(using: &generator)! : String.random(upTo: 6, using: &generator)
            object[key] = .random(depth: depth - 1, using: &generator)
        }
        return object
    }
}

extension Double {
    /// Any finite number that is written with a fraction or an exponent, from all magnitudes.
    package static func randomFinite(using generator: inout SplitMix64) -> Double {
        while true {
            let value = Double(bitPattern: .random(in: .min ... .max, using: &generator))
            if value.isFinite { return value }
        }
    }
}

extension Instant {
    package static func random(using generator: inout SplitMix64) -> Instant {
        Instant(milliseconds: .random(in: writable, using: &generator))
    }
}

extension [UInt8] {
    /// Some bytes changed, removed, duplicated or inserted, often ones that mean something to JSON.
    package func mutated(using generator: inout SplitMix64) -> [UInt8] {
        var bytes = self
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            let position = Int.random(in: 0...bytes.count, using: &generator)
            let byte =
                generator.oneIn(3)
                ? UInt8.random(in: .min ... .max, using: &generator)
                : Array("{}[]:,\"\\/u0123456789+-.eEtrufalsn \n\r\t".utf8).randomElement(using: &generator)!
            switch Int.random(in: 0..<4, using: &generator) {
            case 0 where position < bytes.count: bytes[position] = byte
            case 1 where position < bytes.count: bytes.remove(at: position)
            case 2: bytes = Array(bytes[..<position])
            default: bytes.insert(byte, at: position)
            }
        }
        return bytes
    }
}
