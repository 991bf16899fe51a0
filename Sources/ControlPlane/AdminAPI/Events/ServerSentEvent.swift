import BoardProtocol
import Values
import WallboardCore

/// The text of a stream of server-sent events (WHATWG HTML, section 9.2).
enum ServerSentEvents {
    /// The start of a stream: how long a browser waits before it reconnects.
    static let beginning = Array("retry: 3000\n\n".utf8)

    /// A comment, which clients ignore.
    static let comment = Array(": nothing new\n\n".utf8)

    /// One event; `data` is one line.
    static func event(_ name: String, id: Int, data: [UInt8]) -> [UInt8] {
        Array("id: \(id)\nevent: \(name)\ndata: ".utf8) + data + Array("\n\n".utf8)
    }
}

extension BoardFeedEvent {
    /// The word for what happened.
    var name: String {
        switch self {
        case .board: "board"
        case .removed: "removed"
        case .refused: "refused"
        case .waiting: "waiting"
        case .alarm: "alarm"
        case .figures: "figures"
        case .resync: "resync"
        }
    }

    /// What happened, as a JSON text without line breaks.
    var data: [UInt8] {
        switch self {
        case .board(let status): JSONWriter.text(of: status)
        case .removed(let device, let customer):
            JSONWriter.text { json in
                json.member("id", device.text)
                json.member("customerId", customer.text)
            }
        case .refused(let attempt): JSONWriter.text(of: attempt)
        case .waiting(let screens, let customer):
            JSONWriter.text { json in
                json.member("customerId", customer.text)
                json.list("waiting", screens)
            }
        case .alarm(let alarm): JSONWriter.text(of: alarm)
        case .figures(let figures): Self.text(figures)
        case .resync: JSONWriter.text { _ in }
        }
    }

    private static func text(_ figures: [(device: DeviceID, figures: ConnectionFigures)]) -> [UInt8] {
        var json = JSONWriter()
        json.beginArray()
        for (device, figures) in figures {
            json.beginObject()
            json.member("id", device.text)
            json.member("roundTripMillis", figures.roundTripMillis)
            json.member("queuedBytes", figures.queuedBytes)
            json.member("lastMessageAt", figures.lastMessageAt)
            json.endObject()
        }
        json.endArray()
        return json.finish()
    }
}
