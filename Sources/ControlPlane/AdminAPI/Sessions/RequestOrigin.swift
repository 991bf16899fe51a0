import HTTPTypes
import Hummingbird

/// From where a browser says that a request comes.
enum RequestOrigin {
    /// Whether the request may be one of a page of this server: where the browser says anything at all, it has to say so.
    /// Programs that are no browsers say nothing.
    static func isOwn(_ request: Request) -> Bool {
        if let site = request.headers[secFetchSite], site != "same-origin", site != "none" { return false }
        guard let origin = request.headers[.origin] else { return true }
        guard let authority = request.head.authority else { return false }
        return origin.lowercased() == "https://" + authority.lowercased()
    }

    /// Whether the browser navigates, so that a person reads the answer.
    static func wantsPage(_ request: Request) -> Bool {
        request.headers[.accept]?.lowercased().contains("text/html") == true
    }

    /// Fetch Metadata Request Headers (W3C), section 2.4. Proof: the text is a token of RFC 9110.
    private static let secFetchSite = fieldName("Sec-Fetch-Site")
}

/// The name of a header that the library has none for.
func fieldName(_ text: String) -> HTTPField.Name {
    guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is no name of a header") }
    return name
}
