import Values

// What the routes of several resources have in common.

extension AdminCall {
    /// One page of a list: `items`, and `nextCursor` if more follow. `select` is asked for one item more than the
    /// page holds, to know whether any follows.
    func list<Item: Listed & JSONMembers>(
        _ limits: AdminLimits, _ select: (PageSelection) async throws(AdminError) -> [Item]
    ) async throws -> Answer {
        let page = try page(limits)
        return .list(page.cut(try await select(page.selection)))
    }

    /// Makes a change that has a precondition. If it does not hold, the problem shows the current resource, which
    /// `current` looks up; nil if it is gone.
    func changing<Value>(
        _ change: () async throws -> Value, current: () async throws -> [UInt8]
    ) async throws -> Value {
        do {
            return try await change()
        } catch AdminError.changedMeanwhile {
            var problem = Problem(AdminError.changedMeanwhile)
            do {
                problem.extras = .current(try await current())
            } catch AdminError.notFound {
                problem.extras = .current(nil)
            }
            throw problem
        }
    }

    /// A place among the answers that are written piece by piece, until it is given back or nobody holds it any more.
    /// Throws `.unavailable`.
    func beginExport(outOf exports: Shares) throws(AdminError) -> Shares.Share {
        guard let permit = exports.takeOne(for: changer) else {
            throw AdminError.unavailable(reason: "Too many exports are under way at once.", retryAfterSeconds: 10)
        }
        return permit
    }
}

extension Answer {
    /// One page of a list that is already cut to the page.
    static func list(_ slice: Page.Slice<some JSONMembers>) -> Answer {
        .json { json in
            json.list("items", slice.items)
            if let cursor = slice.nextCursor { json.member("nextCursor", cursor) }
        }
    }
}
