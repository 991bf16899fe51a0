import CQREncode
import Glibc

/// QR codes (ISO/IEC 18004) by libqrencode. The only file that knows it: its pointers do not leave this file.
package enum QRCode {
    /// Why there is no code for a text.
    package enum Fault: Error, Hashable, Sendable {
        /// The empty text cannot be encoded.
        case empty
        /// The text holds a NUL, where C ends it.
        case holdsNUL
        /// The text is longer than the largest version holds at level M: 2,331 bytes, more if it is all digits or
        /// capital letters.
        case tooLong
        /// The system is out of memory.
        case noMemory
    }

    /// The modules of the code for a text as a square of rows from the top, 0 for light and 1 for dark: the smallest
    /// version that holds it at level M, which survives damage to 15 % of its code words. Without the quiet zone: the
    /// code that draws it leaves four light modules free on each side (ISO/IEC 18004, section 6.3.8).
    ///
    /// The bytes of the text are taken as they are, so what is not ASCII is UTF-8, which readers recognise. The same
    /// text always gives the same code.
    package static func rows(of text: String) throws(Fault) -> [String] {
        guard !text.isEmpty else { throw .empty }
        guard !text.utf8.contains(0) else { throw .holdsNUL }
        guard let code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1) else {
            throw errno == ERANGE ? .tooLong : .noMemory
        }
        defer { QRcode_free(code) }
        let width = Int(code.pointee.width)
        // libqrencode returns width × width bytes; the lowest bit is the module, the others say what it belongs to.
        let modules = UnsafeBufferPointer(start: code.pointee.data, count: width * width)
        return (0..<width).map { row in
            String(decoding: modules[row * width..<(row + 1) * width].map { dark($0) }, as: UTF8.self)
        }
    }

    private static func dark(_ module: UInt8) -> UInt8 {
        module & 1 == 1 ? UInt8(ascii: "1") : UInt8(ascii: "0")
    }
}
