import BoardProtocol
import BoardServer
import QRCode
import WallboardCore

/// What a board is told to show while it waits to be paired.
struct PairingScreen: Sendable {
    /// The address of the admin pages, without a slash at its end.
    let publicURL: String

    /// The message for a board; nil if no QR code could be made, which the settings see to but for want of memory.
    func message(for board: PairingDesk.Board, at now: Instant) -> SharedFrame? {
        let complete = "\(publicURL)/pair?code=\(board.code)"
        guard let rows = try? QRCode.rows(of: complete) else { return nil }
        return .control(
            Pairing(
                userCode: board.code.description, verificationUri: "\(publicURL)/pair",
                verificationUriComplete: complete, qr: rows,
                expiresInSeconds: max(0, Int(board.expiresAt.milliseconds(since: now) / 1_000))
            ).encode())
    }
}
