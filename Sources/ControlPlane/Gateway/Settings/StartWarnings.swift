import EventLoop
import Foundation
import Logging

/// What is wrong with this machine although the gateway can serve: it starts all the same, and says so once. `config check`
/// says the same before.
struct StartWarnings {
    private(set) var sentences: [String] = []

    /// `certificateEnd`: when the first certificate ends, in seconds since 1970.
    init(_ settings: GatewaySettings, certificateEnd: Int, now: Int64 = Clock.wallMilliseconds()) {
        sentences = [
            Self.onCertificate(endingAt: certificateEnd, now: now), Self.onDirectory(settings.dataDirectory),
        ].compactMap(\.self)
    }

    func log(to logger: Logger) {
        for sentence in sentences { logger.error("\(sentence)") }
    }

    /// nil for a certificate that ends after `now`, in milliseconds since 1970; `end` is in seconds.
    static func onCertificate(endingAt end: Int, now: Int64) -> String? {
        guard Int64(end) * 1_000 <= now else { return nil }
        return "a certificate ended at \(Date(timeIntervalSince1970: TimeInterval(end)).ISO8601Format()): "
            + "boards and browsers will refuse to connect"
    }

    /// nil for a data directory that is closed to others, or is not there: then the gateway makes it so.
    static func onDirectory(_ path: String) -> String? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard let mode = (attributes?[.posixPermissions] as? NSNumber)?.intValue, mode & 0o007 != 0 else { return nil }
        return "others on this machine may open \(path) (mode \(String(mode, radix: 8))), which holds "
            + "numbers of callers and hashes of credentials: chmod o-rwx it"
    }
}
