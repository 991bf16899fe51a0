/// The fields of a form (`application/x-www-form-urlencoded`, WHATWG URL, section 5.1).
struct FormFields: Sendable {
    private let fields: [String: String]

    /// Reads a body; of two fields with one name, the first counts. Text that is not UTF-8 is repaired.
    init(_ bytes: [UInt8]) {
        let pairs = bytes.split(separator: UInt8(ascii: "&")).map { pair -> (String, String) in
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            return (Self.decode(parts[0]), parts.count == 2 ? Self.decode(parts[1]) : "")
        }
        fields = Dictionary(pairs) { first, _ in first }
    }

    subscript(name: String) -> String? { fields[name] }

    private static func decode(_ bytes: ArraySlice<UInt8>) -> String {
        var decoded: [UInt8] = []
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%"), index + 2 < bytes.endIndex, let high = digit(bytes[index + 1]),
                let low = digit(bytes[index + 2])
            {
                decoded.append(high << 4 | low)
                index += 3
            } else {
                decoded.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
                index += 1
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

/// A path of this server that a browser may be sent to after it signed in.
enum LocalPath {
    /// The path if it can lead nowhere else, however a browser reads it; otherwise `/`.
    ///
    /// It begins with one slash, is not followed by a second one, and contains neither a backslash, which browsers
    /// read as a slash, nor characters that they drop (WHATWG URL, section 4.4). The sign-in page itself is not
    /// allowed.
    static func safe(_ text: String?) -> String {
        guard let text, text.utf8.count <= 2_000, text.hasPrefix("/"), !text.hasPrefix("//"),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }),
            text.prefix(while: { $0 != "?" && $0 != "#" }) != "/sign-in"
        else { return "/" }
        return text
    }
}
