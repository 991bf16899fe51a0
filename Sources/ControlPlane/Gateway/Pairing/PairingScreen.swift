import BoardProtocol
import BoardServer
import QRCode
import Synchronization
import Values
import WallboardCore

/// What a board shows while it waits to be paired.
///
/// The address has to be one that a phone can open: the one that the settings name (`publicUrl`), whatever it is, or
/// that of `adminListen` as others reach it (`ListenAddress.hostForOthers`). Without one there is no pairing by code.
final class PairingScreen: Sendable {
    /// The host of the address once the port is known; nil if the settings name the address, or there is none.
    private let host: String?
    /// The address of the admin pages, without a slash at its end; nil until the admin port is known.
    private let publicURL: Mutex<String?>

    /// With the address that the settings name, or one made from the admin port's, once that is known.
    convenience init(_ settings: GatewaySettings) {
        self.init(publicURL: settings.publicURL, host: settings.adminListen.hostForOthers)
    }

    init(publicURL: String?, host: String? = nil) {
        self.host = host
        self.publicURL = Mutex(publicURL)
    }

    /// Whether there is an address to show, now or once the admin port is known.
    var hasAddress: Bool { host != nil || publicURL.withLock { $0 } != nil }

    /// The admin port answers there.
    func adminRuns(on port: Int) {
        guard let host else { return }
        publicURL.withLock { $0 = $0 ?? "https://\(host):\(port)" }
    }

    /// The message for a board; nil until the admin port is known, and if no QR code could be made, which the
    /// settings rule out except for lack of memory.
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
}
