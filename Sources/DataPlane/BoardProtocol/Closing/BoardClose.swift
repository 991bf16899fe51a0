/// Why a connection of a board ends (protocol, section 5): code, reason, whose fault, and the name in the metrics, all
/// from one table.
package enum BoardClose: UInt16, Hashable, Sendable, CaseIterable {
    case normal = 1000
    case shuttingDown = 1001
    case protocolError = 1002
    case unsupportedData = 1003
    /// Never sent (RFC 6455, section 7.1.5): the connection broke without a close.
    case connectionLost = 1006
    case invalidPayload = 1007
    case messageTooBig = 1009
    case internalError = 1011
    case restarting = 1012
    case overloaded = 1013
    case noHello = 4000
    case tooSlow = 4003
    case noPong = 4004
    case seatLimit = 4010
    case suspended = 4011
    case tooManyAttempts = 4012
    case badMessage = 4500
    case badCredentials = 4501
    case removed = 4502
    case replaced = 4503
    case takenOver = 4504
    case customerClosed = 4505

    /// Who has to do something about it.
    package enum Fault: String, Sendable, CaseIterable {
        case board, admin, gateway, network
        /// Nothing went wrong.
        case nobody
    }

    /// The code on the wire.
    package var code: UInt16 { rawValue }

    /// The text in the close frame: at most 123 bytes (RFC 6455, section 5.5.1).
    package var reason: String { row.reason }

    /// Who has to do something about it.
    package var fault: Fault { row.fault }

    /// The value of the `reason` label in the metrics. Never changes.
    package var label: String { row.label }

    /// Whether a board that was closed with this should come back by itself.
    package var comesBack: Bool { Self.comesBack(after: code) }

    /// Whether a board that was closed with `code`, known to this version or not, should come back by itself, after
    /// the hint or with back-off. Not from 4500 up, and not after 1000, with which the board itself said goodbye.
    package static func comesBack(after code: UInt16) -> Bool {
        code != 1000 && code < 4500
    }

    private var row: (label: String, fault: Fault, reason: String) {
        switch self {
        case .normal: ("normal", .nobody, "goodbye")
        case .shuttingDown: ("shutting_down", .gateway, "the gateway is shutting down")
        case .protocolError: ("protocol_error", .board, "the WebSocket protocol was broken")
        case .unsupportedData: ("unsupported_data", .board, "only text messages are understood")
        case .connectionLost: ("connection_lost", .network, "the connection broke")
        case .invalidPayload: ("invalid_payload", .board, "the message is not what its kind says")
        case .messageTooBig: ("message_too_big", .board, "the message is too big")
        case .internalError: ("internal_error", .gateway, "the gateway made an error")
        case .restarting: ("restarting", .gateway, "the gateway is restarting")
        case .overloaded: ("overloaded", .gateway, "the gateway is overloaded, try later")
        case .noHello: ("no_hello", .board, "no hello in time")
        case .tooSlow: ("too_slow", .network, "too slow for too long")
        case .noPong: ("no_pong", .network, "no pong in two heartbeats")
        case .seatLimit: ("seat_limit", .admin, "no licence is free")
        case .suspended: ("suspended", .admin, "the device is suspended")
        case .tooManyAttempts: ("too_many_attempts", .board, "too many attempts")
        case .badMessage: ("bad_message", .board, "bad message or version")
        case .badCredentials: ("bad_credentials", .board, "unknown or revoked token, or bad enrolment key")
        case .removed: ("removed", .admin, "the device was removed")
        case .replaced: ("replaced", .admin, "other hardware replaced this device")
        case .takenOver: ("taken_over", .board, "a newer connection of this device took over")
        case .customerClosed: ("customer_closed", .admin, "the customer was closed")
        }
    }
}

/// How long a board waits before it connects again (protocol, section 5): random between 0 and min(60 s, 1 s × 2ⁿ),
/// where n counts the tries and restarts from 0 after 60 s of stable connection; a hint of the gateway takes
/// precedence.
package struct BackOff: Hashable, Sendable {
    /// Tries since the last stable connection, up to the point where they matter: 0–6, as 2⁶ s are more than a minute.
    private var tries = 0

    /// The longest wait, 60 s: the fleet is back within a minute whatever happened.
    package static let maxMillis: Int64 = 60_000
    /// The first wait is at most this, 1 s.
    package static let firstMillis: Int64 = 1_000
    /// A connection that lasted this long was stable, 60 s.
    package static let stableMillis: Int64 = 60_000
    /// The longest hint that is followed, 1 day: no single number may keep a board away for good.
    package static let maxHintMillis: Int64 = 86_400_000

    private static let maxTries = 6

    /// A board that has not been connected yet.
    package init() {}

    /// The wait, in milliseconds, before the next try.
    ///
    /// `connectedMillis` is how long the connection that ended was open, 0 if there was none; `hintMillis` is the
    /// gateway's last hint on it (`retryAfterSeconds`, `retryAfterMillis`).
    package mutating func nextWait(
        connectedMillis: Int64, hintMillis: Int64?, using generator: inout some RandomNumberGenerator
    ) -> Int64 {
        if connectedMillis >= Self.stableMillis { tries = 0 }
        let longest = min(Self.maxMillis, Self.firstMillis << tries)
        tries = min(tries + 1, Self.maxTries)
        if let hintMillis { return min(max(hintMillis, 0), Self.maxHintMillis) }
        return Int64.random(in: 0...longest, using: &generator)
    }
}
