import WallboardCore

/// Why a request of an admin was refused. Each case is one problem type of RFC 9457 with a stable `type`.
package enum AdminError: Error, Sendable {
    /// 404: it does not exist, or the token may not see it.
    case notFound(Resource)
    /// 409: the id is taken.
    case alreadyExists(Resource)
    /// 409: no seat is free.
    case seatLimit(SeatFigure)
    /// 409: the new maximum is below the configured devices, which are named; newest registration first.
    case surplus(SeatFigure, devices: [Device])
    /// 409: the user's supervisor licence gives no view.
    case notEntitled
    /// 409: the board's device is suspended: it has to be resumed, not paired.
    case suspendedDevice(DeviceID)
    /// 409: the device is to give up a seat and holds none.
    case noSeat(DeviceID)
    /// 409: the customer has as many of a kind as it may.
    case limitReached(Resource, Int)
    /// 409: the customer has as many dashboards as it may.
    case dashboardLimit
    /// 409: a dashboard names queues, at these places, that no call has named.
    case unknownQueues([Dashboard.Place])
    /// 409: goals that contradict each other, or are too many, together with those that are there.
    case conflictingGoals(GoalMistakes)
    /// 412: the maximum has changed since the version that `If-Match` names. `lastChange` says who changed it to what.
    case versionMismatch(current: Int, lastChange: LedgerRecord?)
    /// 412: the resource is not what the precondition asks for.
    case changedMeanwhile
    /// 409: a field holds a time so far from ours that a clock must be wrong; `reason` says how far and what is
    /// accepted.
    case wrongClock(field: String, reason: String)
    /// 422: a field has a value that is not allowed; `reason` is a sentence for the person who sent it.
    case invalid(field: String, reason: String)
    /// 429 with `Retry-After`: the sender makes too many changes.
    case tooManyChanges(retryAfterSeconds: Int)
    /// 503 with `Retry-After`: the disk is full, the database is busy or a queue is at its bound. Nothing was changed.
    case unavailable(reason: String, retryAfterSeconds: Int)

    /// 503 with `Retry-After`: the change is done in parts, of which one failed: so many of these things are done and
    /// stay so. Sent again, it goes on with the others.
    case unfinished(done: Int, of: Int, String, reason: String, retryAfterSeconds: Int)

    /// 503: the change is stored and in force, but a thread of the boards' port has not confirmed in time that no
    /// screen shows what was taken away.
    case unconfirmed(reason: String)

    /// The kinds of things that do not exist or already exist.
    package enum Resource: String, Sendable, CaseIterable {
        case customer, user, device, enrolmentKey, pairing, waitingBoard, dashboard, token, session
    }
}

/// Why certificates cannot be shown on the admin port.
package struct AdminServerError: Error, CustomStringConvertible {
    /// Names the file; holds nothing of its content.
    package let reason: String

    /// The sentence itself.
    package var description: String { reason }
}
