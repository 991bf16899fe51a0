import Values
import WallboardCore

extension FeedReport: JSONMembers {
    func write(to json: inout JSONWriter) {
        json.member("state", state.rawValue)
        json.member("lastHeardAt", lastHeardAt)
        json.member("lastEventAt", lastEventAt)
        json.member("since", counts.since)
        json.member("accepted", counts.accepted)
        json.member("duplicates", counts.duplicates)
        json.member("rejected", counts.rejected)
        json.member("ignored", counts.ignored)
        json.member("shortened", counts.shortened)
        json.list("problems", counts.problems) { json, problem in
            json.member("kind", problem.kind.rawValue)
            json.member("at", problem.at)
            json.member("reason", problem.reason)
        }
    }
}
