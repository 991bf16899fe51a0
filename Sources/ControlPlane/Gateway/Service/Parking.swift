import EventLoop

/// Whether the TLS sessions of boards are parked, which saves 1.7 KiB a board, and why not: none is parked until the
/// trial has passed.
///
/// A separate process makes the trial, since it may crash or hang: this program once more, with the hidden command
/// `commandName`. A fork alone would also do, but the child of a program with threads may do next to nothing in it.
package struct Parking: Sendable {
    /// The argument that makes the program run the trial.
    package static let commandName = "try-parking"
    /// Its output when all went well; anything else is a failure.
    package static let success = "parked sessions work"
    /// How long the trial may take. It takes 50 ms; a machine that needs this long has other problems.
    package static let trialMillis: Int64 = 5_000

    /// Whether sessions are parked.
    package let isOn: Bool
    /// For the log and for `config check`: the OpenSSL in use, and whether sessions are parked.
    package let summary: String
    /// Whether it is as the settings say.
    package let isAsWanted: Bool

    /// Tries it in a separate process, if the settings ask for it; blocks for at most `trialMillis`.
    package static func decide(_ settings: GatewaySettings) -> Parking {
        decide(isWanted: settings.tlsParking, isKnownVersion: TLSParking.isKnownVersion) {
            ChildProcess.run("/proc/self/exe", [commandName], within: trialMillis)
        }
    }

    /// The verdict on the result of the trial, which is made only if it matters.
    static func decide(isWanted: Bool, isKnownVersion: Bool, trial: () -> ChildProcess.End) -> Parking {
        guard isWanted else { return Parking(whyNot: "tlsParking is false", isAsWanted: true) }
        guard isKnownVersion else { return Parking(whyNot: "this version is not known to support it") }
        switch trial() {
        case .exited(code: 0, output: success + "\n"): return Parking(whyNot: nil, isAsWanted: true)
        case .exited(let code, let output):
            let reason = output.prefix { $0 != "\n" }.prefix(200)
            return Parking(whyNot: "the trial failed with \(code)\(reason.isEmpty ? "" : ": \(reason)")")
        case .killed(let signal): return Parking(whyNot: "the trial crashed with signal \(signal)")
        case .overdue: return Parking(whyNot: "the trial took more than \(trialMillis / 1_000) s")
        case .notStarted(let failure): return Parking(whyNot: "the trial could not be started: \(failure)")
        }
    }

    private init(whyNot: String?, isAsWanted: Bool = false) {
        isOn = whyNot == nil
        self.isAsWanted = isAsWanted
        summary =
            "\(TLSParking.openSSL): TLS sessions of boards are "
            + (whyNot.map { "not parked, which costs 1.7 KiB more each: \($0)" } ?? "parked")
    }

    /// Runs the trial in this process, which may not survive it.
    ///
    /// - Returns: `success`, or what went wrong.
    package static func tryHere() -> String {
        ParkingTrial.run() ?? success
    }
}
