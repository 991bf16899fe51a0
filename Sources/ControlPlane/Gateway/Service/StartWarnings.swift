import EventLoop
import Foundation
import Logging

/// What is wrong with this machine although the gateway can serve: it starts all the same, and says so once.
struct StartWarnings {
    private(set) var sentences: [String] = []

    /// `certificateEnd`: when the first certificate ends, in seconds since 1970.
    init(_ settings: GatewaySettings, certificateEnd: Int, now: Int64 = Clock.wallMilliseconds()) {
        if Int64(certificateEnd) * 1_000 <= now {
            sentences.append(
                "a certificate ended at \(Date(timeIntervalSince1970: TimeInterval(certificateEnd)).ISO8601Format()): "
                    + "boards and browsers will refuse to connect")
        }
        if let mode = Self.mode(of: settings.dataDirectory), mode & 0o007 != 0 {
            sentences.append(
                "others on this machine may open \(settings.dataDirectory) (mode \(String(mode, radix: 8))), which holds "
                    + "numbers of callers and hashes of credentials: chmod o-rwx it")
        }
    }

    func log(to logger: Logger) {
        for sentence in sentences { logger.error("\(sentence)") }
    }

    private static func mode(of path: String) -> Int? {
        (try? FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue
    }
}
