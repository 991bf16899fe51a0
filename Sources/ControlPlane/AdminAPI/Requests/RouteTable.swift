import Foundation
import HTTPTypes

/// The routes of the port by method and path: a tree of the parts of their paths.
///
/// Hummingbird's own router answers 404 where the path exists with other methods, and drops a slash at the end of a
/// path; this one answers 405 with `Allow`, and takes paths as they are sent.
struct RouteTable: Sendable {
    /// The rows, in the order in which they were written down.
    let routes: [Route]
    private let root: Node

    /// The routes whose paths begin with the same parts.
    private struct Node: Sendable {
        enum Edge: Hashable, Sendable {
            case word(Substring)
            case parameter
        }

        var next: [Edge: Node] = [:]
        /// Those whose paths end here, in the order of the rows.
        var routes: [Route] = []

        mutating func add(_ route: Route, under segments: ArraySlice<Route.Segment>) {
            guard let first = segments.first else {
                precondition(
                    routes.allSatisfy { $0.method != route.method }, "\(route) is at \(route.method) \(route.path) too")
                routes.append(route)
                return
            }
            let edge: Edge =
                switch first {
                case .word(let word): .word(word)
                case .parameter: .parameter
                }
            next[edge, default: Node()].add(route, under: segments.dropFirst())
        }
    }

    /// No two rows may have the same operation, or the same method and path.
    init(_ routes: [Route]) {
        precondition(Set(routes).count == routes.count, "two routes have one operation")
        self.routes = routes
        root = routes.reduce(into: Node()) { root, route in root.add(route, under: route.segments[...]) }
    }

    /// Finds the route for a path as sent, without the query; a slash at its end makes it another path. A word of a
    /// path goes before a parameter at the same place.
    func resolve(_ method: HTTPRequest.Method, path: String) -> RouteResolution {
        var node = root
        var values: [String] = []
        for segment in path.split(separator: "/", omittingEmptySubsequences: false) {
            if let next = node.next[.word(segment)] {
                node = next
            } else if let next = node.next[.parameter], !segment.isEmpty, let value = segment.removingPercentEncoding {
                node = next
                values.append(value)
            } else {
                return .notFound
            }
        }
        guard !node.routes.isEmpty else { return .notFound }
        guard let route = node.routes.first(where: { $0.methods.contains(method) }) else {
            return .methodNotAllowed(allow: node.routes.flatMap(\.methods))
        }
        let names = route.segments.compactMap { segment -> String? in
            if case .parameter(let name) = segment { name } else { nil }
        }
        return .route(route, parameters: Dictionary(uniqueKeysWithValues: zip(names, values)))
    }
}

/// What the method and path of a request resolve to.
enum RouteResolution: Hashable, Sendable {
    /// `parameters` are percent-decoded, by the names in the path of the route.
    case route(Route, parameters: [String: String])
    /// The path exists, but not with this method (405): the value of `Allow` (RFC 9110, section 15.5.6).
    case methodNotAllowed(allow: [HTTPRequest.Method])
    case notFound
}
