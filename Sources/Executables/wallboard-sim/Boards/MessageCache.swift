import BoardClient
import BoardProtocol
import Values
import WebSocketWire

/// Parses a message once although thousands of boards get the same bytes.
struct MessageCache: ~Copyable {
    /// What a message says.
    struct Reading {
        /// nil: of a type that this version does not know, which a board ignores.
        let message: GatewayMessage?
        /// When the latest event happened that an update of a live view shows; nil if it shows none.
        let eventAt: Instant?

        init(_ message: GatewayMessage?) {
            self.message = message
            guard case .update(let update) = message, let patch = try? JSON(parsing: update.patch) else {
                eventAt = nil
                return
            }
            eventAt = patch["live"]?["lastEventAt"]?.string.flatMap { Instant($0) }
        }
    }

    private var memory: MessageMemory<Reading>

    init(limits: FleetLimits) {
        memory = MessageMemory(messages: limits.rememberedMessages, maxBytes: limits.maxMessageBytes)
    }

    /// What the message says; nil if it violates the protocol.
    mutating func read(_ message: Message) -> Reading? {
        guard message.opcode == .text else { return nil }
        return memory.reading(of: message) { text in
            do {
                return Reading(try GatewayMessage(parsing: text))
            } catch {
                return nil
            }
        }
    }
}

/// The state that one board of each view shows, maintained from its snapshots and patches as the board itself would.
struct ViewSamples {
    private struct Sample {
        let slot: Int
        var state: JSON
    }

    private var samples: [Welcome.View: Sample] = [:]
    private let limits = JSONLimits.gatewayMessage

    /// The state of the view; nil as long as no board has it.
    subscript(view: Welcome.View) -> JSON? { samples[view]?.state }

    /// Makes the first board that shows a view its sample.
    mutating func show(_ snapshot: Snapshot, in view: Welcome.View, by slot: Int) {
        guard samples[view].map({ $0.slot == slot }) ?? true else { return }
        samples[view] = (try? JSON(parsing: snapshot.state, limits: limits)).map { Sample(slot: slot, state: $0) }
    }

    mutating func apply(_ update: Update, in view: Welcome.View, by slot: Int) {
        guard samples[view]?.slot == slot, let patch = try? JSON(parsing: update.patch, limits: limits) else { return }
        MergePatch.apply(patch, to: &samples[view]!.state)
    }

    /// Whether the board was the view's sample, which has none now.
    mutating func drop(_ slot: Int, from view: Welcome.View) -> Bool {
        guard samples[view]?.slot == slot else { return false }
        samples[view] = nil
        return true
    }
}
