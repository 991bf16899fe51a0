/// The bounds of the fields of messages. The protocol fixes them, so they cannot be configured.
package enum MessageLimits {
    /// Bytes of a board's serial: 64 (protocol, section 2).
    package static let serialBytes = 64
    /// Characters (Unicode scalars) of a board's model: 100, so that a table of devices stays a table.
    package static let modelCharacters = 100
    /// Characters (Unicode scalars) of the version of the board's app: 50, for the same reason.
    package static let appVersionCharacters = 50
    /// Characters (Unicode scalars) of the note of a status: 200 (protocol, section 2).
    package static let noteCharacters = 200
    /// Rows of a QR code: 177, those of its largest version (ISO/IEC 18004, section 6.3.2).
    package static let qrRows = 177
    /// Bytes of a token or an enrolment key: 200. The gateway's own have fewer than 100; what is longer is none.
    package static let secretBytes = 200
    /// Bytes of an id, a name or a number in a call event: 128. Longer names than a screen is wide are of no use.
    package static let callFieldBytes = 128
}
