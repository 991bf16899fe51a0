import Foundation

extension OpenIDConfiguration {
    /// Whether it is an `https` address with a host, and without user and fragment.
    static func isSecure(_ text: String) -> Bool {
        guard let url = URLComponents(string: text), url.scheme == "https", let host = url.host else { return false }
        return !host.isEmpty && url.user == nil && url.password == nil && url.fragment == nil
    }
}
