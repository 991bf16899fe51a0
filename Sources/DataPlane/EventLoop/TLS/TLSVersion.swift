import COpenSSL

/// The versions of TLS that are spoken here: RFC 5246 and RFC 8446.
package enum TLSVersion: String, Hashable, Sendable {
    case tls12 = "TLSv1.2"
    case tls13 = "TLSv1.3"

    /// As OpenSSL numbers it.
    var number: Int32 {
        switch self {
        case .tls12: TLS1_2_VERSION
        case .tls13: TLS1_3_VERSION
        }
    }
}
