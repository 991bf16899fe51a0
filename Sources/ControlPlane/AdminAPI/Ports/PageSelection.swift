import WallboardCore

/// An item of a list that is returned page by page.
package protocol Listed {
    /// The sort key of the list; no two items have the same.
    var sortKey: String { get }
}

/// Which items of a list a page holds: the first of those whose sort keys follow a given one. Producing a page costs
/// what the page holds, not what the whole list holds.
package struct PageSelection: Hashable, Sendable {
    /// The sort key that the items follow, whether an item has it or not; nil: from the first.
    package let after: String?
    /// Items at most.
    package let limit: Int

    /// Takes what a request asks for.
    package init(after: String?, limit: Int) {
        precondition(limit >= 0, "limit is \(limit)")
        self.after = after
        self.limit = limit
    }

    /// The items of this page out of all, which are sorted: for lists that are short anyway.
    package func part<Item: Listed>(of items: some Sequence<Item>) -> [Item] {
        guard let after else { return Array(items.prefix(limit)) }
        return Array(items.lazy.drop { $0.sortKey <= after }.prefix(limit))
    }
}

extension CustomerSummary: Listed {
    /// The id.
    package var sortKey: String { customer.id.text }
}

extension User: Listed {
    /// The id.
    package var sortKey: String { id.text }
}

extension DeviceStatus: Listed {
    /// The id.
    package var sortKey: String { device.id.text }
}

extension DashboardStatus: Listed {
    /// The id.
    package var sortKey: String { dashboard.id.text }
}

extension EnrolmentKey: Listed {
    /// Its position among the keys, which are listed oldest first.
    package var position: AgePosition { AgePosition(at: createdAt, id: id.text) }
    /// The text of the position.
    package var sortKey: String { position.text }
}

extension AdminTokenStatus: Listed {
    /// The text of its position among the tokens, which are listed oldest first.
    package var sortKey: String { AgePosition(at: record.createdAt, id: record.id.text).text }
}

extension WaitingScreen: Listed {
    /// The position, offset so that texts sort as numbers do: a line is far shorter.
    package var sortKey: String { String(1_000_000 + place) }
}
