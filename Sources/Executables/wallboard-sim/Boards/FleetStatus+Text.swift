import AdminClient
import BoardProtocol
import Values

extension FleetStatus {
    /// The block that a person watches while the boards run.
    func text(showsStates: Bool) -> String {
        var lines = [
            "boards \(boards): live \(live), connecting \(connecting), pairing \(pairing), "
                + "waiting for a licence \(waitingForSeat), waiting \(waiting), stopped \(stopped)",
            "messages \(messages), \(bytes / 1_024) KiB, gaps \(gaps), unreadable \(unreadable), "
                + "registered \(registrations)",
            "  view            boards  snapshots   updates   delay p50    p99    max ms",
        ]
        for view in Welcome.View.allCases {
            let row = self[view]
            let name = "  " + view.rawValue.padded(to: 14)
            let counts = [(row.boards, 8), (row.snapshots, 11), (row.updates, 10)]
            let delays = [(row.delays.quantile(0.5), 12), (row.delays.quantile(0.99), 7), (row.longestDelay, 7)]
            lines.append(
                name + counts.map { String($0).leftPadded(to: $1) }.joined()
                    + delays.map { ($0.map(String.init) ?? "–").leftPadded(to: $1) }.joined())
        }
        for wait in seatWaits { lines.append("  \(wait)") }
        for refusal in refusals { lines.append("  refused \(refusal)") }
        if !closes.isEmpty {
            lines.append("  closes " + closes.keys.sorted().map { "\($0): \(closes[$0]!)" }.joined(separator: ", "))
        }
        if !losses.isEmpty {
            lines.append("  lost " + losses.keys.sorted().map { "\($0): \(losses[$0]!)" }.joined(separator: ", "))
        }
        if showsStates {
            for view in Welcome.View.allCases {
                guard let state = self[view].state else { continue }
                lines.append("  \(view.rawValue): " + String(decoding: state.encode(), as: UTF8.self))
            }
        }
        return lines.joined(separator: "\n")
    }

    /// One line, for when nobody watches.
    var line: String {
        let shown = Welcome.View.allCases.filter { self[$0].boards > 0 }.map { "\($0.rawValue) \(self[$0].boards)" }
        return "boards \(boards): live \(live) (\(shown.joined(separator: ", "))), connecting \(connecting), "
            + "pairing \(pairing), waiting for a licence \(waitingForSeat), waiting \(waiting), stopped \(stopped); messages \(messages), gaps \(gaps)"
    }

    /// For programs: one JSON object. `now` is in milliseconds since 1970.
    func json(at now: Int64) -> JSON {
        var views = JSONObject()
        for view in Welcome.View.allCases {
            let row = self[view]
            views[view.rawValue] = .fields([
                "boards": .integer(Int64(row.boards)), "snapshots": .integer(Int64(row.snapshots)),
                "updates": .integer(Int64(row.updates)),
                "delayMillis": .fields([
                    "p50": row.delays.quantile(0.5).map { .integer(Int64($0)) },
                    "p99": row.delays.quantile(0.99).map { .integer(Int64($0)) },
                    "max": row.longestDelay.map { .integer(Int64($0)) },
                ]),
                "state": row.state,
            ])
        }
        return .fields([
            "time": .string(Instant(milliseconds: now).description),
            "boards": .fields([
                "live": .integer(Int64(live)), "connecting": .integer(Int64(connecting)),
                "pairing": .integer(Int64(pairing)), "waitingForSeat": .integer(Int64(waitingForSeat)),
                "waiting": .integer(Int64(waiting)),
                "stopped": .integer(Int64(stopped)),
            ]),
            "views": .object(views),
            "codes": .array(codes.map(\.json)),
            "waitingForSeat": .array(seatWaits.map(\.json)),
            "refused": .array(refusals.map(\.json)),
            "closes": .counts(closes.map { (String($0), $1) }),
            "losses": .counts(losses.map { ($0, $1) }),
            "registrations": .integer(Int64(registrations)), "gaps": .integer(Int64(gaps)),
            "unreadable": .integer(Int64(unreadable)), "messages": .integer(Int64(messages)),
            "bytes": .integer(Int64(bytes)),
        ])
    }
}

extension FleetStatus.View {
    /// nil if there was no update in the last second.
    fileprivate var longestDelay: Int? { delays.count > 0 ? delays.longest : nil }
}

extension FleetStatus.Code: CustomStringConvertible {
    var description: String { "\(serial) shows \(userCode)" }

    fileprivate var json: JSON { .fields(["serial": .string(serial), "userCode": .string(userCode)]) }
}

extension FleetStatus.SeatWait: CustomStringConvertible {
    var description: String { "\(serial): \(detail)" }

    fileprivate var json: JSON {
        .fields([
            "serial": .string(serial), "detail": .string(detail), "configured": .integer(Int64(configured)),
            "max": max.map { .integer(Int64($0)) },
        ])
    }
}

extension FleetStatus.Refusal: CustomStringConvertible {
    var description: String {
        var text = "\(serial): \(refused.reason.rawValue)"
        if let seats = refused.seats {
            text += " \(seats.configured)/\(seats.max.map(String.init) ?? "unlimited")"
        }
        return text + ": \(refused.detail)"
    }

    fileprivate var json: JSON {
        .fields([
            "serial": .string(serial), "reason": .string(refused.reason.rawValue), "detail": .string(refused.detail),
            "configured": refused.seats.map { .integer(Int64($0.configured)) },
            "max": refused.seats?.max.map { .integer(Int64($0)) },
            "nextTry": nextTry.map { .string(Instant(milliseconds: $0).description) },
        ])
    }
}

extension JSON {
    fileprivate static func counts(_ counts: [(String, Int)]) -> JSON {
        var object = JSONObject()
        for (name, count) in counts { object[name] = .integer(Int64(count)) }
        return .object(object)
    }
}
