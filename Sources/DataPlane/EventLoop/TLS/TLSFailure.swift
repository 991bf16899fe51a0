import COpenSSL
import Glibc

/// Why a connection is over, and whose fault it is. After a failure nothing more can be read or written.
package enum TLSFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The peer broke the protocol (plain HTTP, random bytes), offered nothing that is accepted here, or refused this
    /// side with an alert.
    case peer(TLSReason)
    /// The peer's certificate is not trusted, or is for another name; `code` is one of `X509_V_ERR_…`.
    case untrusted(code: Int)
    /// The peer ended the connection without close_notify (RFC 8446, section 6.1): what arrived may be cut off.
    case truncated
    /// The network or the kernel: `ECONNRESET`, `EPIPE`, `ETIMEDOUT`.
    case system(Errno)
    /// This side: no memory, or a bug in this program.
    case local(TLSReason)

    /// Who has to do something about it.
    package enum Fault: Hashable, Sendable {
        case peer
        case network
        case local
    }

    /// Who has to do something about it. A peer that goes away without close_notify counts as the network.
    package var fault: Fault {
        switch self {
        case .peer, .untrusted: .peer
        case .truncated, .system: .network
        case .local: .local
        }
    }

    /// The reason in a few words, without secrets.
    package var description: String {
        switch self {
        case .peer(let reason), .local(let reason): reason.description
        case .untrusted(let code): String(cString: X509_verify_cert_error_string(code))
        case .truncated: "connection ended without close_notify"
        case .system(let failure): failure.description
        }
    }

    /// Reads what the call on `ssl` that just failed left in OpenSSL's error queue of this thread, and empties it.
    ///
    /// `kind` is what SSL_get_error gave, `SSL_ERROR_SSL` or `SSL_ERROR_SYSCALL`; `error` is `errno` right after the
    /// call.
    static func current(of ssl: OpaquePointer, kind: Int32, error: Int32) -> TLSFailure {
        // The oldest entry is the cause, those after it are the callers that passed it on.
        let cause = TLSReason(code: ERR_peek_error())
        var isInternal = cause.isInternal
        while case let code = ERR_get_error(), code != 0 { isInternal = isInternal || TLSReason(code: code).isInternal }
        if kind == SSL_ERROR_SYSCALL || cause.code == 0 {
            return error == 0 ? .truncated : .system(Errno(code: error))
        }
        if cause.isOfTLS {
            switch cause.number {
            case SSL_R_UNEXPECTED_EOF_WHILE_READING: return .truncated
            case SSL_R_CERTIFICATE_VERIFY_FAILED: return .untrusted(code: SSL_get_verify_result(ssl))
            case SSL_R_PROTOCOL_IS_SHUTDOWN, SSL_R_BAD_WRITE_RETRY, SSL_R_BAD_LENGTH: return .local(cause)
            default: break
            }
        }
        return isInternal ? .local(cause) : .peer(cause)
    }
}

/// Why a TLS context could not be made: a file that is missing or is not what it should be. For the operator.
package struct TLSError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was tried, then what OpenSSL reports about it, outermost last; never key material.
    package let description: String

    /// Takes the text from OpenSSL's error queue of this thread, and empties it.
    static func current(_ attempt: String) -> TLSError {
        var reasons: [String] = []
        while true {
            var data: UnsafePointer<CChar>?
            var flags: Int32 = 0
            let code = ERR_get_error_all(nil, nil, nil, &data, &flags)
            guard code != 0 else { break }
            let reason = TLSReason(code: code).description
            let detail = flags & ERR_TXT_STRING != 0 ? data.map { String(cString: $0) } ?? "" : ""
            reasons.append(detail.isEmpty ? reason : "\(reason) (\(detail))")
        }
        return TLSError(
            description: "\(attempt): \(reasons.isEmpty ? "no reason given" : reasons.joined(separator: ", "))")
    }
}

/// One of OpenSSL's own reasons, as a number: it costs nothing until the text is needed.
package struct TLSReason: Hashable, Sendable, CustomStringConvertible {
    /// Library and reason as OpenSSL packs them.
    let code: UInt

    /// For example `http request`, `unsupported protocol`, `tlsv1 alert unknown ca`, or the text of an `Errno`.
    package var description: String {
        if COpenSSL_ERR_SYSTEM_ERROR(code) == 1 { return Errno(code: number).description }
        return ERR_reason_error_string(code).map { String(cString: $0) } ?? "error \(String(code, radix: 16))"
    }

    var isOfTLS: Bool { code >> 23 & 0xff == UInt(ERR_LIB_SSL) }
    var number: Int32 { COpenSSL_ERR_GET_REASON(code) }

    /// Out of memory, or a state that OpenSSL considered impossible: not the peer's doing.
    var isInternal: Bool {
        number == COpenSSL_ERR_GET_REASON(UInt(COpenSSL_ERR_R_MALLOC_FAILURE))
            || number == COpenSSL_ERR_GET_REASON(UInt(COpenSSL_ERR_R_INTERNAL_ERROR))
    }
}
