import BoardProtocol
import HTTPTypes
import Values
import WallboardCore

/// Call events of a telephone system.
struct CallEventRoutes: Sendable {
    let ports: any CustomerAdministration
    let limits: AdminLimits

    var routes: [Route] {
        [
            // Too many for the audit, and callers' numbers would be in it.
            Route(
                "sendCallEvents", .post, "/v1/customers/{customerId}/call-events", .customer(.feeders),
                body: .callEvents, audit: .nothing,
                answer: sendCallEvents)
        ]
    }

    /// Parses a body of call events and passes on the valid ones: a bad line never costs a good one.
    func sendCallEvents(_ call: AdminCall) async throws -> Answer {
        let customer = try call.customer
        let batch = try await batch(call)
        let receipt = try await ports.customer(customer).accept(
            batch.events, unreadable: batch.rejected.map { (line: $0.line, reason: $0.reason) })
        let rejected = receipt.rejected.sorted { $0.line < $1.line }
        var answer = Answer.json { json in
            json.member("accepted", receipt.accepted)
            json.member("duplicates", receipt.duplicates)
            json.member("shortened", receipt.shortened)
            for (name, events) in [("rejected", rejected), ("ignored", receipt.ignored)] {
                json.list(name, Array(events.prefix(limits.rejectedEvents))) { json, event in
                    json.member("line", event.line)
                    json.member("reason", event.reason)
                }
                if events.count > limits.rejectedEvents {
                    json.member("\(name)Omitted", events.count - limits.rejectedEvents)
                }
            }
        }
        if let first = rejected.first {
            answer.remark = "\(rejected.count) call events rejected, the first in line \(first.line): \(first.reason)"
        }
        return answer
    }

    /// Yields to others: a body of 16 MiB takes a thread for most of a second.
    private func batch(_ call: AdminCall) async throws(Problem) -> CallEventBatch {
        guard case .callEvents(let bytes, let format) = call.body else {
            preconditionFailure("the body was not read as call events")
        }
        do {
            var reader = CallEventReader(bytes, format: format)
            while try reader.read(most: limits.parsedEvents) { await Task.yield() }
            return reader.batch
        } catch {
            switch error {
            case .notAnArray: throw Problem(kind: .malformedRequest, detail: "The body is \(error.reason).")
            case .tooManyEvents: throw Problem(kind: .contentTooLarge, detail: "The body has \(error.reason).")
            }
        }
    }
}
