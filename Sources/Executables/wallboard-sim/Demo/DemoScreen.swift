import BoardProtocol
import Synchronization
import Values

/// What the demo shows at one moment: side by side what a board of each tier sees, who was refused and why.
struct DemoScreen {
    let fleet: FleetStatus
    /// The licence figure, such as `10/10`.
    let seats: String
    /// The progress of the calls.
    let calls: String
    /// What to type to raise the maximum.
    let raiseCommand: String
    /// Milliseconds since 1970.
    let now: Int64

    private static let views: [Welcome.View] = [.insights, .analytics, .liveAnalytics, .contactCentre]
    private static let labelWidth = 20
    private static let columnWidth = 15

    // MARK: The terminal

    /// The lines of the screen, of 80 characters except for names and the command.
    var lines: [String] {
        var lines = [
            "Wallboard Gateway demo".padded(to: 40) + "seats \(seats)".leftPadded(to: 40), "",
            row("what a board sees") { $0.rawValue },
            row("boards") { String(fleet[$0].boards) },
            "", "completed calls of today",
        ]
        lines += Self.completed.map { name, value in row("  " + name) { value(state($0)) } }
        lines += ["", row("live, now") { state($0) == nil || has("live", $0) ? "" : "not licensed" }]
        lines += Self.live.map { name, value in
            row("  " + name) { has("live", $0) ? value(state($0)?["live"], now) : "" }
        }
        lines.append(
            row("  single agents") { view in
                guard state(view) != nil else { return "" }
                return has("agentStatus", view)
                    ? "\(state(view)?["agentStatus"]?.object?.count ?? 0) shown" : "not licensed"
            })
        lines += ["", row("delay of updates") { Self.delay(fleet[$0].delays) }, "", calls, ""]
        return lines + story
    }

    /// The refused board: why, and how it gets in; or that it is in.
    private var story: [String] {
        guard !fleet.refusals.isEmpty else {
            return fleet.live > DemoPlan.maximum
                ? ["\(DemoPlan.lateSerial) came in: the seats are \(seats)."]
                : ["\(fleet.live) boards are in."]
        }
        return fleet.refusals.map { "REFUSED \($0)\(Self.nextTry($0, now))" } + [
            "To let it in, type in another terminal:", "  \(raiseCommand)",
        ]
    }

    // MARK: Plain lines

    /// The same for when nobody watches: a line for each tier and each refused board.
    var plainLines: [String] {
        var lines = ["seats \(seats); \(calls)"]
        for view in Self.views {
            let state = state(view)
            var line = "\(view.rawValue) (\(fleet[view].boards) boards):"
            for (name, value) in Self.completed {
                let text = value(state)
                if text != Self.none { line += " \(name) \(text)," }
            }
            if has("live", view) {
                line += " live:"
                for (name, value) in Self.live { line += " \(name) \(value(state?["live"], now))," }
            }
            if line.hasSuffix(",") { line.removeLast() }
            if state != nil && !has("live", view) { line += "; live figures: not licensed" }
            lines.append(line)
        }
        return lines + story
    }

    // MARK: Figures

    private typealias Completed = (name: String, value: @Sendable (JSON?) -> String)
    private typealias Live = (name: String, value: @Sendable (JSON?, Int64) -> String)

    private static let completed: [Completed] = [
        ("offered", { count($0?["totals"]?["offered"]) }),
        ("answered", { count($0?["totals"]?["answered"]) }),
        ("abandoned", { count($0?["totals"]?["abandoned"]) }),
        ("short abandoned", { count($0?["totals"]?["shortAbandoned"]) }),
        ("overflowed", { count($0?["totals"]?["overflowed"]) }),
        ("missed", { count($0?["totals"]?["missed"]) }),
        ("service level", { percentage($0?["totals"]?["serviceLevel"]) }),
        ("speed of answer", { duration($0?["totals"]?["averageSpeedOfAnswerSeconds"]?.number) }),
        ("average talk", { duration($0?["totals"]?["averageTalkSeconds"]?.number) }),
    ]

    private static let live: [Live] = [
        ("waiting", { live, _ in count(live?["callsWaiting"]) }),
        ("longest wait", { live, now in since(live?["longestWaitingSince"], now) }),
        ("ringing", { live, _ in count(live?["callsRinging"]) }),
        ("talking", { live, _ in count(live?["callsActive"]) }),
        ("on hold", { live, _ in count(live?["callsHeld"]) }),
        ("agents free", { live, _ in count(live?["agentStates"]?["available"]) }),
        ("agents in wrap-up", { live, _ in count(live?["agentStates"]?["wrapUp"]) }),
        ("agents paused", { live, _ in count(live?["agentStates"]?["paused"]) }),
    ]

    private static let none = "–"

    private static func count(_ value: JSON?) -> String {
        value?.integer.map { String($0) } ?? none
    }

    private static func percentage(_ value: JSON?) -> String {
        guard let tenths = value?.number.flatMap({ Int(exactly: ($0 * 1_000).rounded()) }) else { return none }
        return "\(tenths / 10).\(tenths % 10) %"
    }

    private static func duration(_ seconds: Double?) -> String {
        guard let whole = seconds.flatMap({ Int(exactly: $0.rounded()) }) else { return none }
        let rest = whole % 60
        return "\(whole / 60):\(rest < 10 ? "0" : "")\(rest)"
    }

    private static func since(_ value: JSON?, _ now: Int64) -> String {
        guard let start = value?.string.flatMap(Instant.init) else { return none }
        return duration(Double(max(0, now - start.milliseconds)) / 1_000)
    }

    private static func delay(_ delays: DelayHistogram) -> String {
        delays.quantile(0.5).map { "\($0) ms" } ?? none
    }

    private static func nextTry(_ refusal: FleetStatus.Refusal, _ now: Int64) -> String {
        refusal.nextTry.map { " Next try in \(max(0, $0 - now) / 1_000) s." } ?? ""
    }

    private func state(_ view: Welcome.View) -> JSON? { fleet[view].state }

    private func has(_ part: String, _ view: Welcome.View) -> Bool { state(view)?[part] != nil }

    private func row(_ label: String, _ cell: (Welcome.View) -> String) -> String {
        label.padded(to: Self.labelWidth) + Self.views.map { cell($0).leftPadded(to: Self.columnWidth) }.joined()
    }
}

/// Puts the demo's screen on the terminal, or without one writes plain lines now and then.
struct DemoDisplay {
    private static let terminalMillis: Int64 = 1_000
    private static let plainMillis: Int64 = 2_000

    private let isTerminal = Terminal.showsOutput

    /// How long a screen stays.
    var pauseMillis: Int64 { isTerminal ? Self.terminalMillis : Self.plainMillis }

    func begin() {
        if isTerminal { Terminal.write("\u{1B}[?25l\u{1B}[2J") }
    }

    func show(_ screen: DemoScreen) {
        if isTerminal {
            // Each line overwrites the previous one and clears the rest, so that nothing flickers.
            let lines = screen.lines.map { $0 + "\u{1B}[K\n" }
            Terminal.write("\u{1B}[H" + lines.joined() + "\u{1B}[J")
        } else {
            Terminal.write(screen.plainLines.map { $0 + "\n" }.joined())
        }
    }

    /// Restores the terminal.
    func end() {
        Terminal.write(isTerminal ? "\u{1B}[?25h\nThe demo has ended.\n" : "The demo has ended.\n")
    }
}

/// A text that one task changes and another shows.
final class LatestText: Sendable {
    private let text = Mutex("")

    var value: String {
        get { text.withLock { $0 } }
        set { text.withLock { $0 = newValue } }
    }
}
