import Values

/// What Asterisk answers to `QueueStatus` and `CoreShowChannels`: who waits, who is a member of what, and which
/// channels there are.
package struct AMIStatus: Sendable {
    /// A caller who waits.
    struct Entry: Sendable {
        let queue: String
        let wait: Int
        let caller: String?
    }

    /// A channel.
    struct Channel: Sendable {
        let id: String
        let name: String
        let bridge: String?
        /// The queue that the channel's dial plan has it in; nil for other channels.
        let queue: String?
        let caller: String?
        let seconds: Int
    }

    private(set) var members: [AMIMessage] = []
    private(set) var entries: [String: Entry] = [:]
    private(set) var channels: [String: Channel] = [:]
    /// All queues have been listed.
    package private(set) var hasQueues = false
    /// All channels have been listed.
    package private(set) var hasChannels = false
    private let limits: AMILimits

    /// Nothing was answered yet.
    package init(limits: AMILimits = AMILimits()) {
        self.limits = limits
    }

    /// How many channels there are.
    package var channelCount: Int { channels.count }

    /// Everything was answered.
    package var isComplete: Bool { hasQueues && hasChannels }

    /// Whether the caller's channel exists; false where it is not known.
    package func isAlive(_ channel: String) -> Bool { channels[channel] != nil }

    /// Takes one message: a part of an answer, or anything else.
    package mutating func take(_ message: AMIMessage) {
        switch message.event {
        case "QueueMember":
            if members.count < limits.maxMembers { members.append(message) }
        case "QueueEntry":
            guard let id = message.text("Uniqueid"), let queue = message.text("Queue"),
                entries.count < limits.maxCalls
            else { return }
            entries[id] = Entry(
                queue: queue, wait: max(0, message.integer("Wait") ?? 0), caller: message.text("CallerIDNum"))
        case "QueueStatusComplete": hasQueues = true
        case "CoreShowChannel":
            guard let id = message.text("Uniqueid"), let name = message.text("Channel"),
                channels.count < limits.maxChannels
            else { return }
            let isQueue = message["Application"] == "Queue"
            channels[id] = Channel(
                id: id, name: name, bridge: message.text("BridgeId"),
                queue: isQueue ? message["ApplicationData"]?.split(separator: ",").first.map(String.init) : nil,
                caller: message.text("CallerIDNum"), seconds: Self.seconds(message["Duration"]))
        case "CoreShowChannelsComplete": hasChannels = true
        default: break
        }
    }

    /// `HH:MM:SS`; anything else, and more than a day, counts as nothing.
    private static func seconds(_ text: String?) -> Int {
        let parts = (text ?? "").split(separator: ":").map { Int($0) ?? -1 }
        guard parts.count == 3, parts.allSatisfy({ (0...86_400).contains($0) }) else { return 0 }
        let seconds = (parts[0] * 60 + parts[1]) * 60 + parts[2]
        return seconds <= 86_400 ? seconds : 0
    }
}
