import COpenSSL

/// One of OpenSSL's own reasons, as a number: it costs nothing until somebody wants the text.
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

    /// Memory that ran out, or a state that OpenSSL thought impossible: not the peer's doing.
    var isInternal: Bool {
        number == COpenSSL_ERR_GET_REASON(UInt(COpenSSL_ERR_R_MALLOC_FAILURE))
            || number == COpenSSL_ERR_GET_REASON(UInt(COpenSSL_ERR_R_INTERNAL_ERROR))
    }
}
