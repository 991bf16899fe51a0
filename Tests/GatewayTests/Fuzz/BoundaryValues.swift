import TestSupport

/// Values at, next to and far beyond the bounds of anything that a request, an event or a setting may say.
enum BoundaryValues {
    static let integers = [
        "0", "1", "-1", "2", "10", "59", "60", "99", "100", "101", "255", "256", "999", "1000", "1001", "65535",
        "65536",
        "86399", "86400", "1000000", "1000001", "2147483647", "2147483648", "-2147483648", "-2147483649", "4294967295",
        "4294967296", "315360000", "315360001", "9007199254740992", "9007199254740993", "9223372036854775807",
        "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "18446744073709551616",
        "99999999999999999999999999999999999999",
    ]
    static let numbers = [
        "-0", "0.1", "1.0", "1e0", "1e3", "1e18", "1e19", "1e308", "-1e308", "1e309", "1e-400", "1e9999",
    ]
    static let moments = [
        "0000-01-01T00:00:00Z", "0000-01-01T00:00:00+23:59", "0001-01-01T00:00:00Z", "1582-10-10T00:00:00Z",
        "1969-12-31T23:59:59.999Z", "1970-01-01T00:00:00Z", "2016-12-31T23:59:60Z", "2026-02-29T00:00:00Z",
        "2024-02-29T23:59:59.999999999-00:00", "2026-06-30T23:59:60+00:00", "9999-12-31T23:59:59.999Z",
        "9999-12-31T23:59:59-23:59", "9999-12-31T23:59:60Z", "10000-01-01T00:00:00Z", "2026-11-24T24:00:00Z",
        "2026-11-24", "T", "2026-11-24T09:00:00", "2026-11-24t09:00:00z", "２０２６-11-24T09:00:00Z",
    ]
    static let months = [
        "0000-00", "0000-01", "0001-01", "0001-12", "1582-10", "1969-12", "1970-01", "2026-02", "2026-00", "2026-13",
        "9998-12", "9999-01", "9999-11", "9999-12", "9999-13", "10000-01", "-001-01", "2026-1", "2026-111", "+999-12",
    ]
    static let timesOfDay = ["00:00", "23:59", "24:00", "23:60", "-1:00", "1:00", "99:99", "12:3４", "12:30:00"]
    static let zones = [
        "UTC", "GMT", "Europe/London", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu", "Pacific/Apia",
        "Africa/Monrovia", "Nowhere/Gone", "EST", "../../etc/passwd", "Europe/../UTC", "/", "Europe/", "+14:00",
    ]
    static let texts = [
        "", " ", "a", "-", ".", "..", "/", "\\", "%", "%00", "\"", "'", "null", "true", "__proto__", "constructor", "*",
        "\u{0}", "\u{1}", "\u{7F}", "\u{85}", "\r\n", "\t", "\u{2028}", "\u{202E}abc", "\u{FEFF}", "\u{FFFD}",
        "\u{FFFF}", "\u{10FFFF}", "é", "e\u{301}", "👩‍👩‍👧‍👦", "ﷺ", "<script>", "a,b;c", "=1+1", "W/\"1\"", "\"1\"",
        String(repeating: "a", count: 64), String(repeating: "a", count: 65), String(repeating: "a", count: 200),
        String(repeating: "é", count: 201), String(repeating: "\u{301}", count: 500),
        String(repeating: "a", count: 5_000), String(repeating: "9", count: 400),
    ]

    /// Any text of these lists.
    static func text(_ random: inout SplitMix64) -> String {
        switch Int.random(in: 0..<10, using: &random) {
        case 0...3: one(texts, &random)
        case 4, 5: one(integers, &random)
        case 6: one(moments, &random)
        case 7: one(months, &random)
        case 8: one(timesOfDay + zones, &random)
        default: one(numbers, &random)
        }
    }

    /// Any JSON value, and now and then invalid JSON.
    static func json(_ random: inout SplitMix64) -> String {
        switch Int.random(in: 0..<12, using: &random) {
        case 0: "null"
        case 1: Bool.random(using: &random) ? "true" : "false"
        case 2, 3: one(integers, &random)
        case 4: one(numbers, &random)
        case 5, 6, 7: quoted(text(&random))
        case 8: one(["[]", "{}", "[null]", "[[]]", "{\"\":null}", "{\"__proto__\":{\"a\":1}}"], &random)
        case 9: nested(Int.random(in: 1...300, using: &random))
        case 10:
            "["
                + (0..<Int.random(in: 0...40, using: &random)).map { _ in one(integers, &random) }
                .joined(separator: ",") + "]"
        default:
            one(["", "nul", "{", "[1,", "\"", "\"\\ud800\"", "\"\\u0000\"", "\"\\x\"", "01", ".5", "NaN"], &random)
        }
    }

    /// A JSON string.
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case _ where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    static func one(_ values: [String], _ random: inout SplitMix64) -> String {
        values.randomElement(using: &random) ?? ""
    }

    private static func nested(_ depth: Int) -> String {
        String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
}
