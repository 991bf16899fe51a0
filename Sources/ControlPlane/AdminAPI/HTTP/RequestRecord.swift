import BoardProtocol
import Foundation
import HTTPTypes
import Logging
import WallboardCore

/// What is remembered of a request while it is answered: for the log, the audit and the counters.
struct RequestRecord: Sendable {
    let method: HTTPRequest.Method
    /// Without the query, and without a pairing code: whoever reads a log must not be able to use one.
    let path: String
    let peer: String
    var route: Route?
    var principal: Principal?
    /// The body of a change as text, without what would let anybody in.
    var change: String?
    /// Why it was refused, where the answer is a page.
    var refusal: Problem?

    init(method: HTTPRequest.Method, path: String, peer: String) {
        self.method = method
        self.path = Self.withoutCode(path)
        self.peer = peer
    }

    /// Writes one line about a request that changed something, was refused (`problem` says why) or was not quite in order
    /// (the answer's remark); the others leave none.
    func log(to logger: Logger, answer: Answer, problem: Problem?, limits: AdminLimits) {
        let status = answer.status
        var metadata: Logger.Metadata = [
            "method": "\(method.rawValue)", "path": "\(path)", "status": "\(status.code)", "peer": "\(peer)",
        ]
        if let principal {
            metadata["token"] = "\(principal.token)"
            metadata["tokenName"] = "\(principal.name)"
            metadata["role"] = "\(principal.role.rawValue)"
        }
        if let change {
            metadata["change"] = "\(Self.line(change, limits))"
        }
        if let problem = problem ?? refusal {
            metadata["problem"] = "\(problem.kind.rawValue)"
            metadata["detail"] = "\(Self.line(problem.detail, limits))"
            let level: Logger.Level = status.kind == .serverError ? .warning : .info
            logger.log(level: level, "admin request refused", metadata: metadata)
        } else if let remark = answer.remark {
            metadata["detail"] = "\(Self.line(remark, limits))"
            logger.info("admin request in part refused", metadata: metadata)
        } else if route?.isAudited == true {
            logger.notice(route == .exportCallEvents ? "admin export" : "admin change", metadata: metadata)
        }
    }

    /// The path with `…` for what stands behind `pairings`, whether it is a code that a route reads or not.
    private static func withoutCode(_ path: String) -> String {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let place = parts.firstIndex { part in
            (part.removingPercentEncoding ?? String(part)).lowercased() == "pairings"
        }
        guard let place, place + 1 < parts.endIndex else { return path }
        return (parts[...place] + ["…"]).joined(separator: "/")
    }

    /// The beginning of `text` without control characters: what a client sent cannot forge a line of the log.
    private static func line(_ text: String, _ limits: AdminLimits) -> String {
        let scalars = text.unicodeScalars.lazy.map { scalar -> Unicode.Scalar in
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: "\u{FFFD}"
            default: scalar
            }
        }
        return String(String.UnicodeScalarView(scalars.prefix(limits.loggedCharacters)))
    }
}
