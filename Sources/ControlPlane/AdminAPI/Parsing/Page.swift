/// The part of a list that a request asks for.
///
/// A cursor names the last item of the previous page, so that items added or removed in between neither repeat nor
/// hide others. It is opaque to clients.
struct Page: Hashable, Sendable {
    let limit: Int
    /// The sort key after which the page begins; nil: at the beginning.
    let after: String?
    private let cursor: String?

    /// The items of one page.
    struct Slice<Item> {
        let items: [Item]
        /// Nil on the last page.
        let nextCursor: String?
    }

    /// Reads the query parameters. Throws 400 for a limit out of range and for an invalid cursor.
    init(limit: String?, cursor: String?, limits: AdminLimits) throws(Problem) {
        let allowed = 1...limits.pageItems
        guard let number = limit.map({ Int($0) }) ?? limits.defaultPageItems, allowed.contains(number) else {
            throw .query("limit", "must be a number from \(allowed.lowerBound) to \(allowed.upperBound)")
        }
        self.limit = number
        self.cursor = cursor
        guard let cursor else {
            after = nil
            return
        }
        guard let key = Self.sortKey(cursor) else { throw .query("cursor", "is none that this list gave out") }
        after = key
    }

    /// The number after which the page begins, for lists that number their items; nil: at the beginning. Throws 400
    /// for an invalid cursor.
    var afterNumber: Int? {
        get throws(Problem) {
            guard let cursor else { return nil }
            guard cursor.utf8.count == 16, let number = Int(cursor, radix: 16), number < 1 << 60 else {
                throw .query("cursor", "is none that this list gave out")
            }
            return number
        }
    }

    /// The items of this page out of those that follow its beginning, of which one more than the page holds was
    /// fetched.
    func cut<Item>(_ items: [Item], by number: (Item) -> Int) -> Slice<Item> {
        let page = Array(items.prefix(limit))
        return Slice(items: page, nextCursor: items.count > limit ? page.last.map { Self.cursor(number($0)) } : nil)
    }

    /// What to ask for: one item more than the page holds, to know whether any follows.
    var selection: PageSelection { PageSelection(after: after, limit: limit + 1) }

    /// The items of this page out of those of its `selection`.
    func cut<Item: Listed>(_ items: [Item]) -> Slice<Item> {
        let page = Array(items.prefix(limit))
        return Slice(items: page, nextCursor: items.count > limit ? page.last.map { Self.cursor($0.sortKey) } : nil)
    }

    /// The cursor of the page that begins after the item with this sort key.
    static func cursor(_ sortKey: String) -> String {
        sortKey.utf8.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }

    /// The same for a list that numbers its items: 16 digits, of which the first is 0.
    static func cursor(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: max(0, 16 - digits.count)) + digits
    }

    /// The key in a cursor; nil for text that is not an even number of hexadecimal digits. With a made-up key, the
    /// page begins where that key would be.
    private static func sortKey(_ cursor: String) -> String? {
        let digits = Array(cursor.utf8)
        guard !digits.isEmpty, digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = value(of: digits[index]), let low = value(of: digits[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
