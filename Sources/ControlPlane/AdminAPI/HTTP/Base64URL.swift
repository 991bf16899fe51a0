import Foundation

/// Base64url without padding (RFC 4648, section 5): text that needs no escaping in queries, headers and cookies.
enum Base64URL {
    static func encode(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
