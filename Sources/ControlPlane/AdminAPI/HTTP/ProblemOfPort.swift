import HTTPTypes
import WallboardCore

extension Problem {
    /// The problem document of an error of a port.
    init(_ error: AdminError) {
        switch error {
        case .notFound(let resource):
            self.init(
                kind: .notFound, detail: "There is no such \(resource.words), or the token may not see it.",
                extras: .resource(resource))
        case .alreadyExists(let resource):
            self.init(
                kind: .alreadyExists, detail: "There is a \(resource.words) with this id already.",
                extras: .resource(resource))
        case .seatLimit(let figure):
            self.init(
                kind: .seatLimit, detail: "All licensed seats are taken: \(figure.display).",
                extras: .seats(figure))
        case .surplus(let figure, let devices):
            self.init(
                kind: .surplus,
                detail: "The maximum was not changed: it would be \(figure.display). Remove or suspend devices first.",
                extras: .surplus(figure, devices: devices))
        case .notEntitled:
            self.init(
                kind: .notEntitled,
                detail: "The user needs a supervisor licence that gives a view: Insights, Analytics, Live Analytics or "
                    + "Contact Centre.")
        case .suspendedDevice(let device):
            self.init(
                kind: .suspendedDevice,
                detail: "The board is the device \(device), which is suspended. Resume it; it needs no pairing.")
        case .noSeat(let device):
            self.init(kind: .noSeat, detail: "suspend names the device \(device), which holds no seat.")
        case .limitReached(let resource, let most):
            self.init(
                kind: .limitReached,
                detail: "The customer has \(most) of the kind \(resource.words), as many as it may. Remove one first.",
                extras: .resource(resource))
        case .tooManyChanges(let seconds):
            self.init(
                kind: .tooManyChanges,
                detail: "The token has changed too much in a short time. Try again in \(seconds) s.",
                headers: [.retryAfter: String(seconds)])
        case .dashboardLimit:
            self.init(
                kind: .dashboardLimit,
                detail: "A customer has at most \(DashboardLimits.dashboards) dashboards. Remove one first.")
        case .unknownQueues(let places):
            self.init(.unknownQueue, fields: places.map { FieldError(field: $0.field, reason: Self.unknownQueue) })
        case .conflictingGoals(let mistakes):
            self.init(mistakes)
        case .changedMeanwhile:
            self.init(
                kind: .changedMeanwhile, detail: "The resource is not what If-Match or If-None-Match asks for.",
                extras: .current(nil))
        case .versionMismatch(let current, let change):
            let tag = EntityTag(version: current)
            self.init(
                kind: .versionMismatch, detail: "If-Match names another version; the one in force is \(tag).",
                headers: [.eTag: tag.description], extras: .version(tag, lastChange: change))
        case .wrongClock(let field, let reason):
            self.init(.wrongClock, fields: [FieldError(field: field, reason: reason)])
        case .invalid(let field, let reason):
            self.init(fields: [FieldError(field: field, reason: reason)])
        case .unconfirmed(let reason):
            self.init(
                kind: .unconfirmed,
                detail:
                    "The change is stored and in force. \(reason) Until it has, a screen may show what it showed before."
            )
        case .unfinished(let done, let total, let things, let reason, let retryAfterSeconds):
            self.init(
                kind: .unfinished,
                detail:
                    "\(done) of \(total) \(things) are done and stay so. Then: \(reason). Send the request again, and "
                    + "it goes on with the others.",
                headers: [.retryAfter: String(retryAfterSeconds)], extras: .progress(done: done, total: total))
        case .unavailable(let reason, let retryAfterSeconds):
            self.init(kind: .unavailable, detail: reason, headers: [.retryAfter: String(retryAfterSeconds)])
        }
    }

    private static let unknownQueue = "is a queue that no call has named"

    /// Names every field that is wrong; 422 if it is wrong in itself.
    init(_ kind: Kind = .invalidFields, fields errors: [FieldError]) {
        let sentences = errors.prefix(Self.fieldsInSentence).map {
            $0.field.isEmpty ? $0.reason : "\($0.field) \($0.reason)"
        }
        let more = errors.count - sentences.count
        self.init(
            kind: kind,
            detail: sentences.joined(separator: "; ") + (more > 0 ? "; and \(more) more" : "") + ".",
            extras: .fields(errors))
    }

    /// 422 if a goal is wrong in itself, otherwise 409 if goals do not go together.
    init(_ mistakes: GoalMistakes) {
        let (kind, named): (Kind, _) =
            mistakes.wrong.isEmpty ? (.conflictingGoals, mistakes.conflicts) : (.invalidFields, mistakes.wrong)
        self.init(
            kind,
            fields: named.map { FieldError(field: $0.field.isEmpty ? "goals" : "goals.\($0.field)", reason: $0.reason) }
        )
    }

    /// Fields that the sentence names; `errors` has all of them.
    private static let fieldsInSentence = 20

    /// 400 for a query parameter.
    static func query(_ parameter: String, _ reason: String) -> Problem {
        Problem(
            kind: .malformedRequest, detail: "\(parameter) \(reason).",
            extras: .fields([FieldError(field: parameter, reason: reason)]))
    }

    /// 401. The same for every way in which a token can be missing or wrong, so that it reveals nothing.
    static let unauthorized = Problem(
        kind: .unauthorized, detail: "Send a valid token as Authorization: Bearer.",
        headers: [.wwwAuthenticate: "Bearer"])
}

extension AdminError.Resource {
    /// How a sentence names it.
    fileprivate var words: String {
        switch self {
        case .customer: "customer"
        case .user: "user"
        case .device: "device"
        case .enrolmentKey: "enrolment key"
        case .pairing: "pairing code"
        case .waitingBoard: "waiting board"
        case .dashboard: "dashboard"
        case .token: "token"
        case .session: "session"
        }
    }
}
