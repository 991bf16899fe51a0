/// The part of a list that a request asks for.
///
/// A cursor names the last item of the page before, so that what is added or removed meanwhile neither repeats nor hides
/// another item. It is opaque to clients.
struct Page: Hashable, Sendable {
    let limit: Int
    /// The sort key after which the page begins; nil: at the beginning.
    let after: String?

    /// The items of one page.
    struct Slice<Item> {
        let items: [Item]
        /// Nil on the last page.
        let nextCursor: String?
    }

    /// Reads the parameters of a query. Throws 400 for a limit out of range and for a cursor that is none of ours.
    init(limit: String?, cursor: String?, limits: AdminLimits) throws(Problem) {
        let allowed = 1...limits.pageItems
        guard let number = limit.map({ Int($0) }) ?? limits.defaultPageItems, allowed.contains(number) else {
            throw .query("limit", "must be a number from \(allowed.lowerBound) to \(allowed.upperBound)")
        }
        self.limit = number
        guard let cursor else {
            after = nil
            return
        }
        guard let key = Self.sortKey(cursor) else { throw .query("cursor", "is none that this list gave out") }
        after = key
    }

    /// The number after which the page begins, for lists that count their items; nil: at the beginning. Throws 400 for a
    /// cursor that is none.
    var afterNumber: Int? {
        get throws(Problem) {
            guard let after else { return nil }
            guard let number = Int(after), number >= 0, String(number) == after else {
                throw .query("cursor", "is none that this list gave out")
            }
            return number
        }
    }

    /// The items of this page out of those that follow its beginning, of which one more than the page holds was asked for.
    func cut<Item>(_ items: [Item], by number: (Item) -> Int) -> Slice<Item> {
        let page = Array(items.prefix(limit))
        return Slice(
            items: page, nextCursor: items.count > limit ? page.last.map { Self.cursor(String(number($0))) } : nil)
    }

    /// The items of this page out of all of them, which are in the order of their sort keys; no two have the same.
    func slice<Item>(_ items: [Item], by sortKey: (Item) -> String) -> Slice<Item> {
        let rest = after.map { after in items.drop { sortKey($0) <= after } } ?? items[...]
        let page = Array(rest.prefix(limit))
        let isLast = page.count == rest.count
        return Slice(items: page, nextCursor: isLast ? nil : page.last.map { Self.cursor(sortKey($0)) })
    }

    /// The cursor of the page that begins after the item with this sort key.
    static func cursor(_ sortKey: String) -> String { Base64URL.encode(Array(sortKey.utf8)) }

    private static func sortKey(_ cursor: String) -> String? {
        Base64URL.decode(cursor).flatMap { String(validating: $0, as: UTF8.self) }
    }
}
