@testable import WebSocketWire

/// Lines as they travel, with the empty line that ends a head.
func head(_ lines: String...) -> [UInt8] {
    Array((lines + ["", ""]).joined(separator: "\r\n").utf8)
}

/// Reads one request, and returns how many bytes it took.
func readRequest(
    _ bytes: [UInt8], limits: RequestReader.Limits = RequestReader.Limits(), cut: Cut = .atOnce
) throws(HTTPFailure) -> (head: RequestHead?, consumed: Int) {
    var reader = RequestReader(limits: limits)
    var cut = cut
    var start = 0
    while start < bytes.count {
        let count = cut.next(of: bytes.count - start)
        var offset = 0
        let head = try reader.next(bytes.span.extracting(start..<start + count), at: &offset)
        if let head { return (head, start + offset) }
        start += count
    }
    return (nil, start)
}

/// The status with which a request is rejected, or 0 if it is read or not complete.
func refusal(_ bytes: [UInt8], limits: RequestReader.Limits = RequestReader.Limits(), cut: Cut = .atOnce) -> Int {
    do {
        _ = try readRequest(bytes, limits: limits, cut: cut)
        return 0
    } catch {
        return error.status
    }
}

/// Reads one response.
func readResponse(_ bytes: [UInt8], cut: Cut = .atOnce) throws(UpgradeFailure) -> (head: ResponseHead?, consumed: Int) {
    var reader = ResponseReader()
    var cut = cut
    var start = 0
    while start < bytes.count {
        let count = cut.next(of: bytes.count - start)
        var offset = 0
        let head = try reader.next(bytes.span.extracting(start..<start + count), at: &offset)
        if let head { return (head, start + offset) }
        start += count
    }
    return (nil, start)
}
