import COpenSSL

/// Why a TLS context could not be made: a file that is missing or is not what it should be. For whoever set it up.
package struct TLSError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was tried, then what OpenSSL says about it, outermost last; never key material.
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
