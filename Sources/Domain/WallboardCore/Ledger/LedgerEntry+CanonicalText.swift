import Values

extension LedgerEntry {
    /// The members as one JSON text in the canonical form of RFC 8785: sorted by name, without white space. Its UTF-8
    /// bytes are what is hashed, so that anybody who reads the entry through the admin API can hash it again.
    ///
    /// Precondition: `at` lies in the years 0 to 9999, which RFC 3339 can write.
    package var canonicalText: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(512)
        var separator: Unicode.Scalar = "{"
        for member in members {
            bytes.append(UInt8(ascii: separator))
            bytes.appendCanonical(member.name)
            bytes.append(UInt8(ascii: ":"))
            switch member.value {
            case .text(let text): bytes.appendCanonical(text)
            case .number(let number): bytes.append(contentsOf: String(number).utf8)
            case .unlimited: bytes.append(contentsOf: "null".utf8)
            case .time(let moment):
                bytes.append(UInt8(ascii: "\""))
                moment.append(to: &bytes)
                bytes.append(UInt8(ascii: "\""))
            }
            separator = ","
        }
        bytes.append(UInt8(ascii: "}"))
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension [UInt8] {
    /// Appends a string of RFC 8785, section 3.2.2.2: only what JSON does not allow inside quotes is escaped, in the
    /// short form where there is one, and in lower-case hexadecimal digits otherwise.
    fileprivate mutating func appendCanonical(_ text: String) {
        append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                append(UInt8(ascii: "\\"))
                append(byte)
            case 0x08: append(contentsOf: "\\b".utf8)
            case 0x09: append(contentsOf: "\\t".utf8)
            case 0x0A: append(contentsOf: "\\n".utf8)
            case 0x0C: append(contentsOf: "\\f".utf8)
            case 0x0D: append(contentsOf: "\\r".utf8)
            case ..<0x20:
                append(contentsOf: byte < 0x10 ? "\\u000".utf8 : "\\u00".utf8)
                append(contentsOf: String(byte, radix: 16).utf8)
            default: append(byte)
            }
        }
        append(UInt8(ascii: "\""))
    }
}
