import HTTPTypes
import HummingbirdCore

extension TestServer {
    /// What came.
    package struct Request: Sendable {
        /// Such as `POST`.
        package let method: String
        /// Path and query, as they were sent.
        package let target: String
        /// Names in lower case; the values of a name that comes several times are joined.
        package let headers: [String: String]
        /// All of it.
        package let body: [UInt8]

        /// The body as text.
        package var text: String { String(decoding: body, as: UTF8.self) }

        /// The value of a header, whose name is in lower case.
        package subscript(name: String) -> String? { headers[name] }

        init(_ request: HummingbirdCore.Request, body: [UInt8]) {
            method = request.method.rawValue
            target = request.uri.string
            headers = Dictionary(request.headers.map { ($0.name.canonicalName, $0.value) }) { $0 + ", " + $1 }
            self.body = body
        }
    }

    /// What to answer.
    package struct Answer: Sendable {
        let status: Int
        let headers: [(name: String, value: String)]
        let pieces: [String]
        let staysOpen: Bool

        private init(status: Int, headers: [(String, String)], pieces: [String], staysOpen: Bool) {
            self.status = status
            self.headers = headers
            self.pieces = pieces
            self.staysOpen = staysOpen
        }

        /// Any status with any headers.
        package init(_ status: Int, headers: [(name: String, value: String)] = [], body: String = "") {
            self.init(status: status, headers: headers, pieces: [body], staysOpen: false)
        }

        /// One body with the type given.
        package static func body(
            _ body: String, status: Int = 200, type: String = "application/json", headers: [(String, String)] = []
        ) -> Answer {
            Answer(status, headers: [("Content-Type", type)] + headers, body: body)
        }

        /// A problem document.
        package static func problem(_ status: Int, _ body: String, headers: [(String, String)] = []) -> Answer {
            .body(body, status: status, type: "application/problem+json", headers: headers)
        }

        /// A stream of events in these pieces, that ends after them or stays open.
        package static func events(_ pieces: [String], staysOpen: Bool) -> Answer {
            Answer(status: 200, headers: [("Content-Type", "text/event-stream")], pieces: pieces, staysOpen: staysOpen)
        }
    }
}
