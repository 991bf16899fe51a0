import Asterisk
import Foundation
import Glibc
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// What the reader of a connection and its watch both know.
final class AMIConnectionState: Sendable {
    private struct Values {
        var began: Int64
        var heard: Int64
        var isLoggedIn = false
        var answersPings = false
    }

    private let values: Mutex<Values>

    init(at now: Int64) {
        values = Mutex(Values(began: now, heard: now))
    }

    /// Something came.
    func heard(at now: Int64, isLoggedIn: Bool, answersPings: Bool) {
        values.withLock {
            $0.heard = now
            $0.isLoggedIn = isLoggedIn
            $0.answersPings = answersPings
        }
    }

    var all: (began: Int64, heard: Int64, isLoggedIn: Bool, answersPings: Bool) {
        values.withLock { ($0.began, $0.heard, $0.isLoggedIn, $0.answersPings) }
    }
}

/// Why a connection to Asterisk has ended.
enum AMIConnectionFault: Error {
    case silent(Int64)
    case secret(String)

    /// What went wrong, in words.
    static func sentence(for error: any Error) -> String {
        switch error {
        case AMIConnectionFault.silent(let seconds): "nothing came from Asterisk for \(seconds) s"
        case AMIConnectionFault.secret(let file): "the file \(file) does not hold a secret"
        case let fault as AMISession.Fault: fault.description
        case let fault as ConnectFault: fault.description
        case let error as NIOConnectionError:
            error.connectionErrors.first.map { sentence(for: $0.error) } ?? "the name \(error.host) is not known"
        case let error as IOError: String(cString: strerror(error.errnoCode))
        case is ChannelError: "the connection could not be opened in time, or was closed"
        case is NIOSSLExtraError: "the certificate is not for this host"
        case let error as NIOSSLError where "\(error)".contains("CERTIFICATE_VERIFY_FAILED"):
            "the certificate is of no authority that is trusted"
        default: "\(error)"
        }
    }
}
