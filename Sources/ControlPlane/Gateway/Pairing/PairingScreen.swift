import BoardProtocol
import BoardServer
import Foundation
import QRCode
import Synchronization
import WallboardCore

/// What a board is told to show while it waits to be paired.
final class PairingScreen: Sendable {
    private let host: String
    /// The address of the admin pages, without a slash at its end; nil until the admin port is known.
    private let publicURL: Mutex<String?>

    /// With the address that the settings name, or with one made of the admin port's, once that is known.
    convenience init(_ settings: GatewaySettings) {
        self.init(publicURL: settings.publicURL, host: settings.adminListen.host)
    }

    init(publicURL: String?, host: String = "localhost") {
        self.host = Self.name(of: host)
        self.publicURL = Mutex(publicURL)
    }

    /// The admin port answers there.
    func adminRuns(on port: Int) {
        publicURL.withLock { $0 = $0 ?? "https://\(host):\(port)" }
    }

    /// The message for a board; nil before the admin port is known, and if no QR code could be made, which the settings see
    /// to but for want of memory.
    func message(for board: PairingDesk.Board, at now: Instant) -> SharedFrame? {
        guard let address = publicURL.withLock({ $0 }) else { return nil }
        let complete = "\(address)/pair?code=\(board.code)"
        guard let rows = try? QRCode.rows(of: complete) else { return nil }
        return .control(
            Pairing(
                userCode: board.code.description, verificationUri: "\(address)/pair",
                verificationUriComplete: complete, qr: rows,
                expiresInSeconds: max(0, Int(board.expiresAt.milliseconds(since: now) / 1_000))
            ).encode())
    }

    /// What people reach an address by: this machine's name where it listens everywhere.
    private static func name(of host: String) -> String {
        switch host {
        case "127.0.0.1", "::1", "localhost": "localhost"
        case "0.0.0.0", "::": ProcessInfo.processInfo.hostName
        default: host.contains(":") ? "[\(host)]" : host
        }
    }
}
