/// A path of the admin API as its segments, so that no id can be read as anything but one segment.
package struct AdminPath: Hashable, Sendable, ExpressibleByArrayLiteral {
    private let segments: [String]

    /// The segments, not yet percent-encoded.
    package init(arrayLiteral segments: String...) {
        self.segments = segments
    }

    private init(_ segments: [String]) {
        self.segments = segments
    }

    /// The path below this one.
    package func appending(_ segment: String) -> AdminPath {
        AdminPath(segments + [segment])
    }
}

extension AdminPath: CustomStringConvertible {
    /// The path as used in a request, such as `/v1/customers/demo`.
    package var description: String {
        segments.map { "/" + Self.percentEncoded($0) }.joined()
    }

    /// Leaves the unreserved characters and `@` of RFC 3986, section 3.3 (`pchar`) and encodes every other byte.
    static func percentEncoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"), UInt8(ascii: "@"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                encoded += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
        // A segment of dots alone would be taken as a step within the path (RFC 3986, section 5.2.4).
        return encoded.allSatisfy { $0 == "." } ? encoded.replacing(".", with: "%2E") : encoded
    }
}
