import Values

/// The place of something in a list that runs oldest first: by its moment, and within one moment by its id.
package struct AgePosition: Hashable, Comparable, Sendable {
    /// When it was made; not before 1970.
    package let at: Instant
    /// What distinguishes those of one moment.
    package let id: String

    /// Takes both.
    package init(at: Instant, id: String) {
        self.at = at
        self.id = id
    }

    /// The position as a text: texts sort as positions do, since all moments have as many digits.
    package var text: String {
        let digits = String(at.milliseconds)
        return String(repeating: "0", count: max(0, Self.digits - digits.count)) + digits + " " + id
    }

    /// The last position whose text does not follow `text`: for any made-up text, the place where it would be.
    package init(upTo text: String) {
        let bytes = Array(text.utf8)
        let digits = bytes.prefix(Self.digits).prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        let next = bytes.dropFirst(digits.count).first
        let isWhole = digits.count == Self.digits
        let expected = UInt8(ascii: isWhole ? " " : "0")
        let isBeforeAll = next.map { $0 < expected } ?? true
        let filled = digits + Array(repeating: UInt8(ascii: isBeforeAll ? "0" : "9"), count: Self.digits - digits.count)
        guard let milliseconds = Int64(String(decoding: filled, as: UTF8.self)) else {
            self.init(at: Instant(milliseconds: .max), id: Self.afterAllIDs)
            return
        }
        let at = Instant(milliseconds: milliseconds)
        if isWhole, next == expected {
            self.init(at: at, id: String(decoding: bytes.dropFirst(Self.digits + 1), as: UTF8.self))
        } else {
            self.init(at: at, id: isBeforeAll ? "" : Self.afterAllIDs)
        }
    }

    /// By moment, then id.
    package static func < (a: AgePosition, b: AgePosition) -> Bool { (a.at, a.id) < (b.at, b.id) }

    /// As many as the last moment has.
    private static let digits = 19
    private static let afterAllIDs = "\u{10FFFF}"
}
