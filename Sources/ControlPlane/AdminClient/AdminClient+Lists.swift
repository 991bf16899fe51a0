import AsyncHTTPClient
import BoardProtocol
import NIOCore
import NIOHTTP1
import Values

extension AdminClient {
    /// The items of a list, page after page: all of them, or the first `most`.
    ///
    /// Throws `.notUnderstood` if the list does not end within `AdminClientLimits.maxPages`.
    package func items(
        of path: AdminPath, query: [(name: String, value: String)] = [], most: Int = .max
    ) async throws(AdminClientError) -> [JSON] {
        try await pages(of: path, query: query, listing: "items", most: most).items
    }

    /// A list that holds more than its items: the first page, with the items of all pages in `member` and no cursor.
    ///
    /// Throws `.notUnderstood` if the list does not end within `AdminClientLimits.maxPages`.
    package func whole(
        of path: AdminPath, query: [(name: String, value: String)] = [], listing member: String
    ) async throws(AdminClientError) -> JSON {
        let (first, items) = try await pages(of: path, query: query, listing: member, most: .max)
        guard case .object(var members) = first else { throw .notUnderstood("the list at \(path) is no object") }
        members[member] = .array(items)
        members["nextCursor"] = nil
        return .object(members)
    }

    /// The first page of a list, and the first `most` items of all pages.
    private func pages(
        of path: AdminPath, query: [(name: String, value: String)], listing member: String, most: Int
    ) async throws(AdminClientError) -> (first: JSON, items: [JSON]) {
        var first: JSON?
        var items: [JSON] = []
        var cursor: String?
        for _ in 0..<limits.maxPages {
            let size = min(limits.pageSize, most - items.count)
            var page = [(name: "limit", value: String(size))]
            if let cursor { page.append((name: "cursor", value: cursor)) }
            guard let json = try await get(path, query: page + query).json, let found = json[member]?.array else {
                throw .notUnderstood("the list at \(path) has no \(member)")
            }
            first = first ?? json
            items += found.prefix(most - items.count)
            guard items.count < most, let next = json["nextCursor"]?.string else { return (first ?? json, items) }
            cursor = next
        }
        throw .notUnderstood("the list at \(path) has more than \(limits.maxPages) pages")
    }

    /// Passes the answer to GET `path` to `take` piece by piece as it arrives, however long it is; `type` is what it
    /// has to be, such as `text/csv`. Throws `.refused`, `.unreachable`, and what `take` throws.
    package func download(
        _ path: AdminPath, query: [(name: String, value: String)] = [], as type: String,
        _ take: ([UInt8]) throws -> Void
    ) async throws {
        let response = try await response(
            to: .get, path, query: query, headers: [("Accept", "\(type), application/problem+json")])
        guard response.headers.first(name: "Content-Type")?.hasPrefix(type) == true else {
            throw AdminClientError.notUnderstood("\(path) is not given as \(type)")
        }
        var pieces = response.body.makeAsyncIterator()
        while let piece = try await next(of: &pieces) { try take(Array(piece.readableBytesView)) }
    }
}
