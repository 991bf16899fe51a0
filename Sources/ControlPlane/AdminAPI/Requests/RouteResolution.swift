import Foundation
import HTTPTypes

/// What the method and path of a request resolve to.
enum RouteResolution: Hashable, Sendable {
    /// `parameters` are percent-decoded, by the names in the path of the route.
    case route(Route, parameters: [String: String])
    /// The path exists, but not with this method (405): the value of `Allow` (RFC 9110, section 15.5.6).
    case methodNotAllowed(allow: [HTTPRequest.Method])
    case notFound

    /// Finds the route for a path as sent, without the query; a slash at its end makes it another path. `HEAD` is
    /// answered wherever `GET` is (RFC 9110, section 9.1).
    static func resolve(_ method: HTTPRequest.Method, path: String) -> RouteResolution {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        var allowed: [HTTPRequest.Method] = []
        for (route, pattern) in patterns {
            guard let parameters = match(segments, pattern) else { continue }
            let methods = route.method == .get ? [.get, .head] : [route.method]
            if methods.contains(method) { return .route(route, parameters: parameters) }
            allowed += methods
        }
        return allowed.isEmpty ? .notFound : .methodNotAllowed(allow: allowed)
    }

    private static let patterns = Route.allCases.map { route in
        (route, route.path.split(separator: "/", omittingEmptySubsequences: false))
    }

    /// The parameters if `segments` match; nil if they do not, if one is empty, or if one holds an invalid escape.
    private static func match(_ segments: [Substring], _ pattern: [Substring]) -> [String: String]? {
        guard segments.count == pattern.count else { return nil }
        var parameters: [String: String] = [:]
        for (segment, expected) in zip(segments, pattern) {
            if expected.first == "{" {
                guard !segment.isEmpty, let value = segment.removingPercentEncoding else { return nil }
                parameters[String(expected.dropFirst().dropLast())] = value
            } else if segment != expected {
                return nil
            }
        }
        return parameters
    }
}
