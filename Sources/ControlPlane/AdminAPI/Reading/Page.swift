import Foundation

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

    /// The items of this page out of all of them, which are in the order of their sort keys; no two have the same.
    func slice<Item>(_ items: [Item], by sortKey: (Item) -> String) -> Slice<Item> {
        let rest = after.map { after in items.drop { sortKey($0) <= after } } ?? items[...]
        let page = Array(rest.prefix(limit))
        let isLast = page.count == rest.count
        return Slice(items: page, nextCursor: isLast ? nil : page.last.map { Self.cursor(sortKey($0)) })
    }

    /// Base64url without padding (RFC 4648, section 5), so that it needs no escaping in a query.
    private static func cursor(_ sortKey: String) -> String {
        Data(sortKey.utf8).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private static func sortKey(_ cursor: String) -> String? {
        let padding = String(repeating: "=", count: (4 - cursor.utf8.count % 4) % 4)
        let base64 = cursor.replacing("-", with: "+").replacing("_", with: "/") + padding
        guard let data = Data(base64Encoded: base64), let key = String(validating: data, as: UTF8.self),
            Self.cursor(key) == cursor
        else { return nil }
        return key
    }
}
