extension Customer.CallerNumbers {
    /// A caller as boards show it: whole where the customer says so, else dots and the last four digits of the number,
    /// such as `••• 0132` (calls.md, section 4, "Masking"). Nothing is left of a number of up to four digits, nor of
    /// anything that is not a number.
    package func display(_ caller: String) -> String {
        switch self {
        case .shown: return caller
        case .masked:
            let digits = Self.digits(ofUserPart: caller)
            guard digits.count > 4 else { return "•••" }
            return "••• " + String(decoding: digits.suffix(4), as: UTF8.self)
        }
    }

    /// The digits of the number: neither those of the host and its port, nor an extension or a parameter after it.
    private static func digits(ofUserPart caller: String) -> [UInt8] {
        var text = Array(caller.utf8)
        if let open = text.lastIndex(of: UInt8(ascii: "<")) {
            text = Array(text[(open + 1)...].prefix { $0 != UInt8(ascii: ">") })
        }
        if let at = text.firstIndex(of: UInt8(ascii: "@")) { text = Array(text[..<at]) }
        var digits: [UInt8] = []
        for byte in text.drop(while: { !isDigit($0) }) {
            if isDigit(byte) {
                digits.append(byte)
            } else if !" -.()/".utf8.contains(byte) {
                break
            }
        }
        return digits
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
