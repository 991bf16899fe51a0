import HTTPTypes
import HummingbirdTesting
import NIOCore

extension TestClient {
    /// Sends a request with its `Host`, which the client's own functions leave out.
    func send(
        _ method: HTTPRequest.Method, _ path: String, headers: HTTPFields = [:], body: ByteBuffer? = nil
    ) async throws -> Response {
        try await execute(Request(path, method: method, authority: "localhost", headers: headers, body: body))
    }
}
