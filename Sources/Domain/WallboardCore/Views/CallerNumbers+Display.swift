extension Customer.CallerNumbers {
    /// A caller as boards show it: whole where the customer says so, else dots and the last four digits, such as
    /// `••• 0132`. Of fewer than seven digits nothing is left, since four of them would be most of the number; and
    /// nothing that is no digit ever is, be it a name or an address.
    package func display(_ caller: String) -> String {
        switch self {
        case .shown: return caller
        case .masked:
            let digits = caller.utf8.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard digits.count >= 7 else { return "•••" }
            return "••• " + String(decoding: digits.suffix(4), as: UTF8.self)
        }
    }
}
