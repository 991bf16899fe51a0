import Values

/// The calls of all queues, found by the caller's channel, by an agent's channel, and by the conversation.
package struct CallTable: Sendable {
    private var calls: [String: QueueCall] = [:]
    /// Agent's channel → call.
    private var phones: [String: String] = [:]
    /// Conversation → call.
    private var linked: [String: String] = [:]
    /// Channels behind a local channel: the phone that it called, and its other half → the channel that the queue
    /// called.
    private var behind: [String: String] = [:]
    /// Channels whose beginning was seen, so that all that they do is known.
    private var channels: Set<String> = []
    /// Calls that changed since `takeChanges`.
    private var changed: Set<String> = []
    private let limits: AMILimits

    /// An empty table.
    init(limits: AMILimits) {
        self.limits = limits
    }

    /// How many calls there are.
    package var count: Int { calls.count }

    /// Every call with its id, sorted by id.
    package var all: [(id: String, call: QueueCall)] {
        calls.sorted { $0.key < $1.key }.map { (id: $0.key, call: $0.value) }
    }

    /// A call; setting nil removes it. A new one beyond the bound is not kept.
    subscript(id: String) -> QueueCall? {
        get { calls[id] }
        set {
            let old = calls[id]
            guard newValue != old, old != nil || calls.count < limits.maxCalls else { return }
            for phone in (old?.rings ?? []) + (old?.legs ?? []) where phones[phone.channel] == id {
                phones[phone.channel] = nil
            }
            for phone in (newValue?.rings ?? []) + (newValue?.legs ?? []) { phones[phone.channel] = id }
            if let name = old?.linked, linked[name] == id { linked[name] = nil }
            if let name = newValue?.linked, newValue?.isOver == false { linked[name] = id }
            calls[id] = newValue
            changed.insert(id)
        }
    }

    /// Whether one more call can be followed.
    var hasRoom: Bool { calls.count < limits.maxCalls }

    /// The call of an agent's channel, or of a channel behind it, and that channel as the queue knows it.
    func call(ofPhone channel: String) -> (id: String, channel: String)? {
        let front = behind[channel] ?? channel
        return phones[front].map { (id: $0, channel: front) }
    }

    /// The call of that conversation.
    func call(linked name: String) -> String? { linked[name] }

    // MARK: Channels

    /// A channel begins.
    mutating func begin(_ channel: String) {
        if channels.count < limits.maxChannels { channels.insert(channel) }
    }

    /// All that this channel does was seen.
    func hasSeenAll(of channel: String) -> Bool { channels.contains(channel) }

    /// What is heard of `channel` concerns the one that stands before it.
    mutating func put(_ channel: String, behind front: String) {
        if behind.count < limits.maxChannels { behind[channel] = behind[front] ?? front }
    }

    /// Whether the channel is one half of a local channel, or behind one.
    func isBehind(_ channel: String) -> Bool { behind[channel] != nil }

    /// A channel is gone.
    mutating func end(_ channel: String) {
        channels.remove(channel)
        behind[channel] = nil
    }

    /// These are all the channels that there are.
    mutating func keepChannels(_ isThere: (String) -> Bool) {
        channels = channels.filter(isThere)
        behind = behind.filter { isThere($0.key) }
    }

    /// How many channels are known.
    var channelCount: Int { channels.count + behind.count }

    /// The connection was lost: what follows is not known to be all of any channel or call.
    mutating func hasGap() {
        channels.removeAll()
        for id in calls.keys { calls[id]?.hasGap = true }
    }

    // MARK: On disk

    /// The calls that changed since this was last asked, with nil for those that are gone, sorted by id.
    mutating func takeChanges() -> [(id: String, call: QueueCall?)] {
        defer { changed.removeAll() }
        return changed.sorted().map { (id: $0, call: calls[$0]) }
    }
}
