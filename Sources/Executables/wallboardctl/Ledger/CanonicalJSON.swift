import BoardProtocol
import Values

/// The canonical form of JSON (RFC 8785): the one text of a value that is hashed.
///
/// Written from the RFC and not shared with the gateway, so that a ledger is verified by other code than the code
/// that made it.
enum CanonicalJSON {
    /// The bytes of `value`: no white space, members sorted by UTF-16 code units, strings with the minimum of
    /// escapes, numbers as ECMAScript writes them.
    static func bytes(of value: JSON) -> [UInt8] {
        var bytes: [UInt8] = []
        append(value, to: &bytes)
        return bytes
    }

    private static func append(_ value: JSON, to bytes: inout [UInt8]) {
        switch value {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .integer(let value): bytes += number(value).utf8
        case .number(let value): bytes += number(value).utf8
        case .string(let text): append(text, to: &bytes)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                append(element, to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            // RFC 8785, section 3.2.3. The order of `JSONObject`, by UTF-8, differs beyond U+FFFF.
            let sorted = members.sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
            for (index, member) in sorted.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                append(member.key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                append(member.value, to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    /// RFC 8785, section 3.2.2.2.
    private static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case 0x08: bytes += "\\b".utf8
            case 0x09: bytes += "\\t".utf8
            case 0x0A: bytes += "\\n".utf8
            case 0x0C: bytes += "\\f".utf8
            case 0x0D: bytes += "\\r".utf8
            case 0x22: bytes += "\\\"".utf8
            case 0x5C: bytes += "\\\\".utf8
            case 0x00...0x0F: bytes += "\\u000\(String(byte, radix: 16))".utf8
            case 0x10...0x1F: bytes += "\\u00\(String(byte, radix: 16))".utf8
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// An integer that every `Double` holds is written as it is; a larger one is a `Double` to RFC 8785, section
    /// 3.2.2.3.
    static func number(_ value: Int64) -> String {
        value.magnitude <= 1 << 53 ? String(value) : number(Double(value))
    }

    /// ECMA-262, section 6.1.6.1.20 (Number::toString): the fewest digits that give back the same number, as a plain
    /// decimal from 10⁻⁶ to below 10²¹ and with an exponent otherwise. Precondition: it is finite.
    static func number(_ value: Double) -> String {
        precondition(value.isFinite, "JSON has no number for \(value)")
        if value == 0 { return "0" }
        let sign = value < 0 ? "-" : ""
        let (digits, point) = shortest(value.magnitude)
        let count = digits.count
        switch point {
        case count...21 where count <= 21: return sign + digits + String(repeating: "0", count: point - count)
        case 1..<max(count, 2) where point < count: return sign + digits.prefix(point) + "." + digits.dropFirst(point)
        case -5...0: return sign + "0." + String(repeating: "0", count: -point) + digits
        default:
            let fraction = count > 1 ? "." + digits.dropFirst() : ""
            return sign + digits.prefix(1) + fraction + "e" + (point > 0 ? "+" : "-") + String((point - 1).magnitude)
        }
    }

    /// The fewest digits, without zeros at either end, and where the point is: 0.digits × 10^point. Swift describes a
    /// `Double` by the same fewest digits as ECMAScript; only their layout differs.
    private static func shortest(_ value: Double) -> (digits: String, point: Int) {
        let parts = value.description.split(separator: "e", maxSplits: 1)
        let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let decimal = parts[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let whole = decimal[0]
        let all = whole + (decimal.count > 1 ? decimal[1] : "")
        let leading = all.prefix { $0 == "0" }.count
        var digits = String(all.dropFirst(leading))
        while digits.last == "0" { digits.removeLast() }
        return (digits, whole.count + exponent - leading)
    }
}
