import BoardProtocol
import HTTPTypes
import Values
import WallboardCore

/// Why a request was refused, as a problem of RFC 9457.
struct Problem: Error, Sendable {
    let kind: Kind
    /// A sentence about this one request. It never repeats a secret.
    let detail: String
    var headers: HTTPFields = [:]
    var extras: Extras = .none

    /// The problem types. Their names are used in `code`, and in `type` with dashes; neither ever changes its
    /// meaning.
    enum Kind: String, Sendable, CaseIterable {
        case malformedRequest, unauthorized, forbidden, csrf, notFound, methodNotAllowed, alreadyExists, seatLimit,
            surplus, notEntitled, suspendedDevice, noSeat, duplicateIDs = "duplicateIds", dashboardLimit,
            limitReached, tooManyChanges,
            unknownQueue, queueNotIncluded, emptyRange, conflictingGoals, wrongClock, versionMismatch, changedMeanwhile,
            contentTooLarge,
            unsupportedMediaType, invalidFields, tooManyAttempts, unavailable, unfinished,
            unconfirmed
    }

    /// The members beside those that every problem has.
    enum Extras: Sendable {
        case none
        /// `errors`: every field that is wrong.
        case fields([FieldError])
        /// `resource`: the kind of thing that does not exist, or already exists.
        case resource(AdminError.Resource)
        /// `configured`, `max`, `display`, and `devices`, which is empty.
        case seats(SeatFigure)
        /// `configured`, `max`, `display`, `surplus`, and the `devices` that are in the way.
        case surplus(SeatFigure, devices: [Device])
        /// `currentVersion`: the entity tag that is in force; `lastChange`: who made that change, if known.
        case version(EntityTag, lastChange: LedgerRecord?)
        /// `done`, `total`: how many things of a change in parts are as it wants them.
        case progress(done: Int, total: Int)
        /// `current`: the resource as it is now, as a JSON text; nil: it is not there.
        case current([UInt8]?)
    }

    /// One field that is wrong, and what it must be.
    struct FieldError: Hashable, Sendable {
        /// Empty for the body as a whole.
        let field: String
        let reason: String
    }

    func answer() -> Answer {
        Answer(
            status: kind.status, headers: headers,
            content: Answer.Content(mediaType: "application/problem+json", bytes: JSONWriter.text(of: self)))
    }
}

extension Problem.Kind {
    var status: HTTPResponse.Status {
        switch self {
        case .malformedRequest: .badRequest
        case .unauthorized: .unauthorized
        case .forbidden, .csrf: .forbidden
        case .notFound: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .alreadyExists, .seatLimit, .surplus, .notEntitled, .suspendedDevice, .noSeat, .duplicateIDs,
            .dashboardLimit, .limitReached, .unknownQueue, .queueNotIncluded, .emptyRange, .conflictingGoals,
            .wrongClock:
            .conflict
        case .versionMismatch, .changedMeanwhile: .preconditionFailed
        case .contentTooLarge: .contentTooLarge
        case .unsupportedMediaType: .unsupportedMediaType
        case .invalidFields: .unprocessableContent
        case .tooManyAttempts, .tooManyChanges: .tooManyRequests
        case .unavailable, .unfinished, .unconfirmed: .serviceUnavailable
        }
    }

    /// The same for every problem of the kind (RFC 9457, section 3.1.3).
    var title: String {
        switch self {
        case .malformedRequest: "The request cannot be read"
        case .unauthorized: "A valid token is needed"
        case .forbidden: "The token does not allow this"
        case .csrf: "The request may come from another site"
        case .notFound: "There is no such thing"
        case .methodNotAllowed: "The method is not allowed here"
        case .alreadyExists: "The id is taken"
        case .seatLimit: "No seat is free"
        case .surplus: "More devices are configured than the new maximum allows"
        case .notEntitled: "The user's licence gives no view"
        case .suspendedDevice: "The device is suspended"
        case .noSeat: "The device holds no seat"
        case .duplicateIDs: "An id is there twice"
        case .dashboardLimit: "There are too many dashboards"
        case .limitReached: "The customer has as many as it may"
        case .tooManyChanges: "Too many changes"
        case .unknownQueue: "No call has named the queue"
        case .queueNotIncluded: "The dashboard does not include the queue"
        case .emptyRange: "There is nothing between the two"
        case .conflictingGoals: "The goals do not go together"
        case .wrongClock: "A clock is wrong"
        case .versionMismatch, .changedMeanwhile: "The resource has changed in the meantime"
        case .contentTooLarge: "The body is too large"
        case .unsupportedMediaType: "The body has a type that is not taken here"
        case .invalidFields: "Fields of the body are wrong"
        case .tooManyAttempts: "Too many failed attempts"
        case .unavailable: "Not possible at the moment"
        case .unfinished: "Only a part of it is done"
        case .unconfirmed: "The change is stored, and not confirmed on every screen"
        }
    }

    /// A URI reference such as `/problems/seat-limit`.
    var type: String {
        "/problems/" + rawValue.map { $0.isUppercase ? "-\($0.lowercased())" : String($0) }.joined()
    }
}

extension Problem: JSONMembers {
    func write(to json: inout JSONWriter) {
        json.member("type", kind.type)
        json.member("title", kind.title)
        json.member("status", kind.status.code)
        json.member("code", kind.rawValue)
        json.member("detail", detail)
        switch extras {
        case .none: break
        case .fields(let errors):
            json.list("errors", errors) { json, error in
                json.member("field", error.field)
                json.member("reason", error.reason)
            }
        case .resource(let resource):
            json.member("resource", resource.rawValue)
        case .seats(let figure):
            json.members(of: figure)
            json.list("devices", [] as [Device]) { _, _ in }
        case .surplus(let figure, let devices):
            json.members(of: figure)
            json.member("surplus", max(0, figure.configured - (figure.maximum.number ?? figure.configured)))
            json.list("devices", devices) { json, device in
                device.writeIdentity(to: &json)
                json.member("userId", device.user?.text)
                json.member("boardLicence", device.boardLicence.rawValue)
                json.member("registeredAt", device.registeredAt)
            }
        case .version(let tag, let change):
            json.member("currentVersion", tag.description)
            if let change { Self.write(lastChange: change.entry, to: &json) }
        case .progress(let done, let total):
            json.member("done", done)
            json.member("total", total)
        case .current(let text):
            json.key("current")
            if let text { json.raw(text) } else { json.null() }
        }
    }

    /// `lastChange`, of the maximum. Writes nothing for an entry about anything else.
    private static func write(lastChange entry: LedgerEntry, to json: inout JSONWriter) {
        let earlier: SeatMaximum?
        let reason: String?
        switch entry.change {
        case .maximum(let from, let why): (earlier, reason) = (from, why)
        case .opened: (earlier, reason) = (nil, nil)
        default: return
        }
        json.object("lastChange") { json in
            json.member("at", entry.at)
            json.member("author", entry.author.text)
            json.member("maxWallboards", entry.maximum)
            if let earlier { json.member("previousMaxWallboards", earlier) }
            if let reason { json.member("reason", reason) }
        }
    }
}
