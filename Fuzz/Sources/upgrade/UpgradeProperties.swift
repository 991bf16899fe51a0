import FuzzSupport
import WebSocketWire

/// What has to be true of every request.
struct UpgradeProperties {
    private let limits = [HeadLimits(), HeadLimits(maxHeadBytes: 160, maxFields: 3)]
    private let policies = [
        UpgradePolicy(paths: ["/v1/board"], allowedOrigins: ["https://example.com"]),
        UpgradePolicy(paths: ["/v1/board", "/chat"], subprotocol: "chat", offersDeflate: false),
    ]

    /// What a reader made of an input.
    private enum Reading: Equatable {
        case head(RequestHead, bytes: Int)
        case failure(HTTPFailure)
        case incomplete
    }

    func check(_ input: [UInt8]) {
        for limits in limits {
            let reading = Self.read(input, limits, .nowhere)
            for cut in Cut.allCases {
                let other = Self.read(input, limits, cut)
                require(other == reading, "\(cut): \(other), in one piece: \(reading)")
            }
            switch reading {
            case .incomplete: require(input.count <= limits.maxHeadBytes, "waits for more than the limit")
            case .failure(let failure): Self.check(failure)
            case .head(let head, let count):
                require(count <= limits.maxHeadBytes, "a head of \(count) bytes")
                require(head.fields.fields.count <= limits.maxFields, "\(head.fields.fields.count) fields")
                require(input[..<count].suffix(4) == [13, 10, 13, 10], "ends elsewhere")
                check(head)
            }
        }
    }

    private static func read(_ input: [UInt8], _ limits: HeadLimits, _ cut: Cut) -> Reading {
        var reader = RequestReader(limits: limits)
        var count = 0
        for piece in cut.pieces(of: input) {
            var offset = 0
            do throws(HTTPFailure) {
                let head = try reader.next(piece.span, at: &offset)
                count += offset
                if let head { return .head(head, bytes: count) }
            } catch {
                return .failure(error)
            }
            require(offset == piece.count, "left \(piece.count - offset) bytes of an incomplete head")
        }
        return .incomplete
    }

    private static func check(_ failure: HTTPFailure) {
        require([400, 414, 431, 505].contains(failure.status), "status \(failure.status)")
        _ = HTTPResponse.bytes(status: failure.status, body: Array(failure.reason.utf8))
    }

    private func check(_ head: RequestHead) {
        require(!head.method.isEmpty && head.path.hasPrefix("/"), "\(head)")
        require(!head.host.isEmpty || head.isVersion10, "\(head)")
        for field in head.fields.fields {
            require(!field.name.isEmpty && field.name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "\(field)")
            require(field.value.utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }, "\(field)")
        }
        let again = Self.read(Self.write(head), HeadLimits(maxHeadBytes: 1 << 20), .nowhere)
        guard case .head(let same, _) = again else { fatalError("\(head) cannot be read again: \(again)") }
        require(same == head, "\(same) was written as \(head)")
        for policy in policies { check(policy.decide(head), of: head) }
    }

    /// In absolute-form, which has a place for the host.
    private static func write(_ head: RequestHead) -> [UInt8] {
        let query = head.query.map { "?\($0)" } ?? ""
        let origin = head.host.isEmpty ? "" : "http://\(head.host)"
        let lines = ["\(head.method) \(origin)\(head.path)\(query) HTTP/1.\(head.isVersion10 ? 0 : 1)"]
        let fields = head.fields.fields.map { "\($0.name):\($0.value)" }
        return Array(((lines + fields).joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }

    private func check(_ decision: UpgradeDecision, of head: RequestHead) {
        switch decision {
        case .reject(let status, let reason, let headers):
            require([400, 403, 404, 405, 426, 505].contains(status), "status \(status)")
            _ = HTTPResponse.bytes(status: status, headers: headers, body: Array(reason.utf8))
        case .accept(let response, let deflate):
            require(!head.isVersion10, "\(head)")
            require(head.method == "GET" && ["/v1/board", "/chat"].contains(head.path), "\(head)")
            require(head["Sec-WebSocket-Version"] == ["13"] && head["Transfer-Encoding"].isEmpty, "\(head)")
            let keys = head["Sec-WebSocket-Key"].compactMap { WebSocketKey($0) }
            require(keys.count == 1 && head["Origin"].count <= 1, "\(head)")
            require(head["Origin"].joined().utf8.allSatisfy { $0 < 0x80 }, "an origin that is none: \(head)")
            check(response, to: keys[0], deflate)
        }
    }

    /// The answer is one that a client can read and that fits the key.
    private func check(_ response: [UInt8], to key: WebSocketKey, _ deflate: DeflateParameters?) {
        var reader = ResponseReader()
        var offset = 0
        guard let head = try? reader.next(response.span, at: &offset) else { fatalError("no answer: \(response)") }
        require(offset == response.count && head.status == 101, "\(head)")
        require(head["Sec-WebSocket-Accept"] == [key.accept] && key.accept.utf8.count == 28, "\(head)")
        require(head["Sec-WebSocket-Extensions"].count == (deflate == nil ? 0 : 1), "\(head)")
    }
}
