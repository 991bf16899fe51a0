import BoardProtocol
import Synchronization

/// Where the loops of a fleet publish the state of their boards for others to read.
final class FleetBulletin: Sendable {
    private struct Content {
        var statuses: [Int: FleetStatus] = [:]
        var tokens: [String: Secret] = [:]
        var tokensChanged = false
        /// The last code of each board that got one since they were last taken, by serial.
        var codes: [String: String] = [:]
    }

    private let limits: FleetLimits
    private let content = Mutex(Content())

    /// `tokens` are those that the boards begin with, by serial.
    init(limits: FleetLimits, tokens: [String: Secret]) {
        self.limits = limits
        content.withLock { $0.tokens = tokens }
    }

    func publish(_ status: FleetStatus, of loop: Int) {
        content.withLock { $0.statuses[loop] = status }
    }

    func keep(_ token: Secret, of serial: String) {
        content.withLock {
            $0.tokens[serial] = token
            $0.tokensChanged = true
        }
    }

    func show(_ userCode: String, on serial: String) {
        content.withLock { $0.codes[serial] = userCode }
    }

    /// The codes that boards show since the last call, one a board, by serial.
    func takeNewCodes() -> [FleetStatus.Code] {
        let codes = content.withLock { content in
            defer { content.codes = [:] }
            return content.codes
        }
        return codes.keys.sorted().map { FleetStatus.Code(serial: $0, userCode: codes[$0]!) }
    }

    /// All loops together, as each was at its last publication.
    var status: FleetStatus {
        let statuses = content.withLock { content in
            content.statuses.keys.sorted().compactMap { content.statuses[$0] }
        }
        return statuses.reduce(into: FleetStatus(limits: limits)) { $0.add($1, limits: limits) }
    }

    /// The boards' tokens by serial, if there are new ones since the last call.
    func takeNewTokens() -> [String: Secret]? {
        content.withLock { content in
            guard content.tokensChanged else { return nil }
            content.tokensChanged = false
            return content.tokens
        }
    }
}
