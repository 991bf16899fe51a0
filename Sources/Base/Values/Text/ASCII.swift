/// The bytes that JSON and times are written with.
package enum ASCII {
    /// U+0009
    @inlinable package static var tab: UInt8 { 0x09 }
    /// U+000A
    @inlinable package static var lineFeed: UInt8 { 0x0A }
    /// U+000D
    @inlinable package static var carriageReturn: UInt8 { 0x0D }
    /// U+0020
    @inlinable package static var space: UInt8 { 0x20 }
    /// `"`
    @inlinable package static var quote: UInt8 { 0x22 }
    /// `+`
    @inlinable package static var plus: UInt8 { 0x2B }
    /// `,`
    @inlinable package static var comma: UInt8 { 0x2C }
    /// `-`
    @inlinable package static var minus: UInt8 { 0x2D }
    /// `.`
    @inlinable package static var dot: UInt8 { 0x2E }
    /// `/`
    @inlinable package static var slash: UInt8 { 0x2F }
    /// `0`
    @inlinable package static var zero: UInt8 { 0x30 }
    /// `9`
    @inlinable package static var nine: UInt8 { 0x39 }
    /// `:`
    @inlinable package static var colon: UInt8 { 0x3A }
    /// `[`
    @inlinable package static var openBracket: UInt8 { 0x5B }
    /// `\`
    @inlinable package static var backslash: UInt8 { 0x5C }
    /// `]`
    @inlinable package static var closeBracket: UInt8 { 0x5D }
    /// `_`
    @inlinable package static var underscore: UInt8 { 0x5F }
    /// `{`
    @inlinable package static var openBrace: UInt8 { 0x7B }
    /// `}`
    @inlinable package static var closeBrace: UInt8 { 0x7D }

    /// Whether it is one of `0` to `9`.
    @inlinable package static func isDigit(_ byte: UInt8) -> Bool {
        zero <= byte && byte <= nine
    }

    /// The four whitespace bytes of RFC 8259, section 2.
    @inlinable package static func isWhitespace(_ byte: UInt8) -> Bool {
        byte == space || byte == lineFeed || byte == carriageReturn || byte == tab
    }
}
