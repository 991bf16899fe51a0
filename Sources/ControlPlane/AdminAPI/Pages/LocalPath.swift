/// A path of this server that a browser may be sent to after it signed in.
enum LocalPath {
    /// The path if it can lead nowhere else, whatever a browser makes of it; else `/`.
    ///
    /// It begins with one slash and has neither a second one after it nor a backslash anywhere, which browsers read as a
    /// slash, nor characters that they drop (WHATWG URL, section 4.4). The sign-in page itself is no aim.
    static func safe(_ text: String?) -> String {
        guard let text, text.utf8.count <= 2_000, text.hasPrefix("/"), !text.hasPrefix("//"),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }),
            text.prefix(while: { $0 != "?" && $0 != "#" }) != "/sign-in"
        else { return "/" }
        return text
    }
}
