import Foundation
import HTTPTypes
import Logging
import WallboardCore

/// What is remembered of a request while it is answered: for the log, the audit and the counters.
struct RequestRecord: Sendable {
    let method: HTTPRequest.Method
    /// Without the query, and without a pairing code: readers of a log must not be able to use one.
    let path: String
    let peer: String
    var route: Route?
    var principal: Principal?
    /// The body of a change as text, without anything that would let somebody in.
    var change: String?
    /// Why it was refused, if the answer is a page.
    var refusal: Problem?

    init(method: HTTPRequest.Method, path: String, peer: String) {
        self.method = method
        self.path = Self.withoutCode(path)
        self.peer = peer
    }

    /// Writes one line about a request that changed something, was refused (`problem` says why) or was not quite in
    /// order (the answer's remark); other requests are not logged.
    ///
    /// Lines about strangers are bounded by `lines`.
    func log(
        to logger: Logger, answer: Answer, problem: Problem?, limits: AdminLimits, lines: StrangerLines
    ) {
        let status = answer.status
        var metadata: Logger.Metadata = [
            "method": "\(method.rawValue.logged(limits.loggedMethodCharacters))",
            "path": "\(path.logged(limits.loggedCharacters))", "status": "\(status.code)", "peer": "\(peer)",
        ]
        if let principal {
            metadata["token"] = "\(principal.token)"
            metadata["tokenName"] = "\(principal.name)"
            metadata["role"] = "\(principal.role.rawValue)"
        }
        if let change {
            metadata["change"] = "\(change.logged(limits.loggedCharacters))"
        }
        if let problem = problem ?? refusal {
            if principal == nil {
                guard let leftOut = lines.take() else { return }
                if leftOut > 0 { metadata["leftOut"] = "\(leftOut)" }
            }
            metadata["problem"] = "\(problem.kind.rawValue)"
            metadata["detail"] = "\(problem.detail.logged(limits.loggedCharacters))"
            let level: Logger.Level = status.kind == .serverError ? .warning : .info
            logger.log(level: level, "admin request refused", metadata: metadata)
        } else if let remark = answer.remark {
            metadata["detail"] = "\(remark.logged(limits.loggedCharacters))"
            logger.info("admin request in part refused", metadata: metadata)
        } else if route?.isAudited == true {
            logger.notice(route?.audit == .export ? "admin export" : "admin change", metadata: metadata)
        }
    }

    /// The path with `…` for what follows `pairings`, whether it is a code that a route reads or not.
    private static func withoutCode(_ path: String) -> String {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let place = parts.firstIndex { part in
            (part.removingPercentEncoding ?? String(part)).lowercased() == "pairings"
        }
        guard let place, place + 1 < parts.endIndex else { return path }
        return (parts[...place] + ["…"]).joined(separator: "/")
    }
}

extension String {
    /// Its beginning, at most so many characters, without control characters: a client can neither forge a log line
    /// nor fill it.
    func logged(_ most: Int) -> String {
        let scalars = unicodeScalars.prefix(most).lazy.map { scalar -> Unicode.Scalar in
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: "\u{FFFD}"
            default: scalar
            }
        }
        return String(String.UnicodeScalarView(scalars))
    }
}
