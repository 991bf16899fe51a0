import BoardProtocol
import HTTPTypes
import Hummingbird
import NIOCore
import Values
import WallboardCore

/// Reads and corrects the calls that were sent.
struct CallCorrectionRoutes: Sendable {
    let ports: any CustomerAdministration
    let limits: AdminLimits
    let exports: Shares

    var routes: [Route] {
        [
            Route(
                "exportCallEvents", .get, "/v1/customers/{customerId}/call-events", .customer(.feeders), audit: .export,
                answer: exportCallEvents),
            Route(
                "deleteCallEvents", .delete, "/v1/customers/{customerId}/call-events", .customer(.feeders),
                answer: deleteCallEvents),
            // As often as the telephone system states them: no change that an admin answers for.
            Route(
                "stateActiveCalls", .put, "/v1/customers/{customerId}/active-calls", .customer(.feeders),
                body: .activeCalls, audit: .nothing,
                answer: stateActiveCalls),
        ]
    }

    /// Takes the calls that are active now; all others are over.
    func stateActiveCalls(_ call: AdminCall) async throws -> Answer {
        var body = try call.fields()
        let field = body.required("calls", .list)
        let items: [JSON] = try body.finish(field)
        let calls = try ActiveCallList.calls(items, limits: limits)
        let receipt = try await ports.customer(call.customer).stateActiveCalls(calls)
        return .json { json in
            json.member("stated", receipt.stated)
            json.member("opened", receipt.opened)
            json.member("changed", receipt.changed)
            json.member("orphaned", receipt.orphaned)
            json.member("ended", receipt.ended)
        }
    }

    /// The stored events of a period, one a line, as they can be sent again. They are written piece by piece, so that
    /// memory does not grow with them.
    func exportCallEvents(_ call: AdminCall) async throws -> Answer {
        let (from, to) = try Self.range(of: call)
        let (ports, customer, chunk) = (ports, try call.customer, limits.callEventChunk)
        let permit = try call.beginExport(outOf: exports)
        // The first piece is read now, so that the answer for a customer that does not exist is a problem.
        let first = try await ports.customer(customer).callEvents(from: from, to: to, after: nil, limit: chunk)
        return Answer(
            status: .ok, headers: Answer.attachment("call-events-\(customer).ndjson"),
            content: Answer.Content(mediaType: "application/x-ndjson") { writer in
                defer { permit.giveBack() }
                var page = first
                while true {
                    try await writer.write(ByteBuffer(bytes: CallEventBatch.encode(page.events)))
                    guard let next = page.next else { return }
                    page = try await ports.customer(customer)
                        .callEvents(from: from, to: to, after: next, limit: chunk)
                }
            })
    }

    /// Removes the events of a period, so that correct ones can be sent instead.
    func deleteCallEvents(_ call: AdminCall) async throws -> Answer {
        let (from, to) = try Self.range(of: call)
        let deleted = try await ports.customer(call.customer).deleteCallEvents(from: from, to: to)
        return .json { json in
            json.member("deleted", deleted)
        }
    }

    /// The moments `from` and `to` of the query. Throws 400 for what is not a time, 409 for an empty period.
    private static func range(of call: AdminCall) throws(Problem) -> (from: Instant, to: Instant) {
        func moment(_ name: String) throws(Problem) -> Instant {
            guard let text = call.query[name], let time = Instant(text) else {
                throw .query(name, "must be a time as RFC 3339 writes it, such as 2026-11-24T09:00:00Z")
            }
            return time
        }
        let (from, to) = (try moment("from"), try moment("to"))
        guard from < to else {
            throw Problem(.emptyRange, fields: [Problem.FieldError(field: "to", reason: "must be later than from")])
        }
        return (from, to)
    }
}
