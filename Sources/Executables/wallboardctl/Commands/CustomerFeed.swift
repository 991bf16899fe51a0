import BoardProtocol
import Values

/// What is shown of a customer's feed.
enum CustomerFeed {
    /// The state in words, such as `late`.
    static func state(_ feed: JSON?) -> String {
        switch feed?["state"]?.string {
        case "none": "never heard of"
        case "delayed": "late"
        default: (feed?["state"]).shown
        }
    }

    /// The rows of a table.
    static func rows(_ feed: JSON?) -> [(String, String)] {
        let counts = ["accepted", "duplicates", "rejected", "ignored", "shortened"]
        let problems = (feed?["problems"]?.array ?? []).map { problem in
            ("last \(problem["kind"].shown)", "\(problem["at"].shown): \(problem["reason"].shown)")
        }
        return [
            ("feed", state(feed)),
            ("last request of the feed", (feed?["lastHeardAt"]).shown),
            ("last event", (feed?["lastEventAt"]).shown),
            ("events since", (feed?["since"]).shown),
            ("these events were", counts.map { "\((feed?[$0]).shown) \($0)" }.joined(separator: ", ")),
        ] + problems
    }
}
