import BoardProtocol
import BoardServer
import QRCode
import WallboardCore

/// What a board is told to show while it waits to be paired.
struct PairingScreen: Sendable {
    /// The address of the admin pages, without a slash at its end.
    let publicURL: String

    /// The message for a board. Where the address is too long for a QR code there is none: the code can be typed.
    func message(for board: PairingDesk.Board, at now: Instant) -> SharedFrame {
        let complete = "\(publicURL)/pair?code=\(board.code)"
        return .control(
            Pairing(
                userCode: board.code.description, verificationUri: "\(publicURL)/pair",
                verificationUriComplete: complete, qr: (try? QRCode.rows(of: complete)) ?? [],
                expiresInSeconds: max(0, Int(board.expiresAt.milliseconds(since: now) / 1_000))
            ).encode())
    }
}
