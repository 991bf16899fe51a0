import AsyncHTTPClient
import Foundation
import NIOCore
import NIOPosix
import NIOSSL

/// Why there is no usable answer.
package enum AdminClientError: Error, Sendable {
    /// The gateway refused the request.
    case refused(Problem)
    /// There is no gateway there, it cannot be trusted, or the connection was lost; whether the request was carried
    /// out is not known.
    case unreachable(String)
    /// The server that answered does not speak the admin API.
    case notUnderstood(String)
    /// The address, the token's file or the file of trust roots is wrong; nothing was sent.
    case misconfigured(String)
}

extension AdminClientError {
    /// The same request may succeed a little later: nobody answered, or the gateway is short of something for now.
    package var mayPass: Bool {
        switch self {
        case .refused(let problem): problem.mayBeRetried
        case .unreachable: true
        case .notUnderstood, .misconfigured: false
        }
    }
}

extension AdminClientError: CustomStringConvertible {
    /// A sentence for the person who typed the command.
    package var description: String {
        switch self {
        case .refused(let problem): problem.description
        case .unreachable(let reason), .notUnderstood(let reason), .misconfigured(let reason): reason
        }
    }

    /// What went wrong with a connection, in words.
    static func sentence(for error: any Error) -> String {
        switch error {
        case let error as NIOConnectionError:
            error.connectionErrors.first.map { sentence(for: $0.error) } ?? "the name \(error.host) is not known"
        case let error as IOError: String(cString: strerror(error.errnoCode))
        case is NIOSSLExtraError: "the certificate is not for this host"
        case let error as NIOSSLError where "\(error)".contains("CERTIFICATE_VERIFY_FAILED"):
            "the certificate is of no authority that is trusted"
        case let error as NIOSSLError: "TLS failed: \(error)"
        case let error as HTTPClientError: error.shortDescription
        default: "\(error)"
        }
    }
}
