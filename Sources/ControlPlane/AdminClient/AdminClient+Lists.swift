import AsyncHTTPClient
import BoardProtocol
import NIOCore
import NIOHTTP1

extension AdminClient {
    /// The items of a list, page after page: all of them, or the first `most`.
    ///
    /// Throws `.notUnderstood` if the list does not end within `AdminClientLimits.maxPages`.
    package func items(
        of path: AdminPath, query: [(name: String, value: String)] = [], most: Int = .max
    ) async throws(AdminClientError) -> [JSON] {
        var items: [JSON] = []
        var cursor: String?
        for _ in 0..<limits.maxPages {
            let size = min(limits.pageSize, most - items.count)
            var page = query + [(name: "limit", value: String(size))]
            if let cursor { page.append((name: "cursor", value: cursor)) }
            let answer = try await get(path, query: page)
            guard let json = answer.json, let found = json["items"]?.array else {
                throw .notUnderstood("the list at \(path) has no items")
            }
            items += found.prefix(most - items.count)
            guard items.count < most, let next = json["nextCursor"]?.string else { return items }
            cursor = next
        }
        throw .notUnderstood("the list at \(path) has more than \(limits.maxPages) pages")
    }

    /// Gives the answer to GET `path` to `take` piece by piece as it comes, however long it is; `type` is what it has to
    /// be, such as `text/csv`. Throws `.refused`, `.unreachable`, and what `take` throws.
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
