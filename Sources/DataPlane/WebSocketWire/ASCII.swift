/// The characters of HTTP and their classes.
extension UInt8 {
    static let horizontalTab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let space: UInt8 = 0x20
    static let delete: UInt8 = 0x7F

    var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }

    var isLetter: Bool {
        let lowercase = self | 0x20
        return lowercase >= UInt8(ascii: "a") && lowercase <= UInt8(ascii: "z")
    }

    /// `tchar` (RFC 9110, section 5.6.2).
    var isTokenCharacter: Bool { isLetter || isDigit || Self.tokenPunctuation.contains(self) }

    /// What a host and its port may contain: `reg-name`, IP literals and `:` (RFC 3986, section 3.2.2).
    var isAuthorityCharacter: Bool { isLetter || isDigit || Self.authorityPunctuation.contains(self) }

    /// `VCHAR` (RFC 5234, appendix B.1).
    var isVisible: Bool { self > Self.space && self < Self.delete }

    /// `OWS` between the parts of a field (RFC 9110, section 5.6.3).
    var isBlank: Bool { self == Self.space || self == Self.horizontalTab }

    /// An ASCII capital as its small letter, anything else unchanged.
    var lowercased: UInt8 { self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") ? self | 0x20 : self }

    private static let tokenPunctuation = Array("!#$%&'*+-.^_`|~".utf8)
    private static let authorityPunctuation = Array("-._~!$&'()*+,;=:[]%".utf8)
}

extension StringProtocol {
    /// Compares ignoring the case of ASCII letters, as HTTP compares field names and tokens.
    func isEqualIgnoringCase(_ other: some StringProtocol) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8) { $0.lowercased == $1.lowercased }
    }
}

extension BidirectionalCollection<UInt8> {
    /// Without the blanks at both ends.
    var trimmingBlanks: SubSequence {
        guard let first = firstIndex(where: { !$0.isBlank }), let last = lastIndex(where: { !$0.isBlank }) else {
            return self[endIndex...]
        }
        return self[first...last]
    }
}
