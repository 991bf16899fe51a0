import Values

/// Which queues belong to whom, and what queues and agents are called on boards.
package struct Names: Hashable, Sendable {
    /// What the configuration says of one queue.
    package struct Queue: Hashable, Sendable {
        /// The customer whose queue it is; nil: the default one.
        package var customer: String?
        /// The name on boards; nil: Asterisk's.
        package var name: String?
        /// Its calls are not passed on.
        package var isLeftOut = false

        /// Asterisk's name, the default customer, passed on.
        package init() {}
    }

    /// The customer of every queue that names none; nil: such queues are left out.
    package var customer: String?
    /// By Asterisk's name.
    package var queues: [String: Queue]
    /// The name on boards by Asterisk's member name or interface.
    package var agents: [String: String]

    /// All queues of one customer, with Asterisk's names.
    package init(customer: String?, queues: [String: Queue] = [:], agents: [String: String] = [:]) {
        self.customer = customer
        self.queues = queues
        self.agents = agents
    }

    /// Whose queue it is; nil: left out.
    package func customer(of queue: String) -> String? {
        let known = queues[queue]
        guard known?.isLeftOut != true else { return nil }
        return known?.customer ?? customer
    }

    /// The name on boards.
    package func queue(_ name: String) -> String { queues[name]?.name ?? name }

    /// The name on boards; Asterisk has a name, which may be that of the interface, and the interface.
    package func agent(_ name: String, interface: String? = nil) -> String {
        agents[name] ?? interface.flatMap { agents[$0] } ?? name
    }

    /// Every customer that is named, sorted.
    package var customers: [String] {
        Set(queues.values.filter { !$0.isLeftOut }.compactMap(\.customer) + [customer].compactMap { $0 }).sorted()
    }
}

extension Names {
    /// Why a configuration cannot be used.
    package struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
        /// A sentence that names the place.
        package let description: String
    }

    /// Reads `{"customer": …, "queues": {"600": {"name": …, "customer": …, "leaveOut": true}}, "agents": {…}}`; a
    /// `customer` from elsewhere is the default one where the configuration names none.
    ///
    /// - Throws: `Fault` for a name that does not exist and a value of another kind.
    package init(_ json: JSON, customer: String?) throws(Fault) {
        self.init(customer: customer)
        if case .null = json { return }
        for (key, value) in try Self.members(json, of: "the configuration") {
            switch key {
            case "customer":
                let named = try Self.text(value, key)
                self.customer = customer ?? named
            case "queues":
                for (name, entry) in try Self.members(value, of: key) {
                    queues[name] = try Self.queue(entry, "queues.\(name)")
                }
            case "agents":
                for (name, entry) in try Self.members(value, of: key) {
                    agents[name] = try Self.text(entry, "agents.\(name)")
                }
            default: throw Fault(description: "\(key) is not the name of a setting")
            }
        }
    }

    private static func queue(_ json: JSON, _ place: String) throws(Fault) -> Queue {
        var queue = Queue()
        for (key, value) in try members(json, of: place) {
            switch key {
            case "customer": queue.customer = try text(value, "\(place).customer")
            case "name": queue.name = try text(value, "\(place).name")
            case "leaveOut":
                guard let isLeftOut = value.bool else {
                    throw Fault(description: "\(place).leaveOut is neither true nor false")
                }
                queue.isLeftOut = isLeftOut
            default: throw Fault(description: "\(place).\(key) is not the name of a setting")
            }
        }
        return queue
    }

    private static func members(_ json: JSON, of place: String) throws(Fault) -> [(String, JSON)] {
        guard let object = json.object else { throw Fault(description: "\(place) has no names and values") }
        return object.map { ($0.key, $0.value) }
    }

    private static func text(_ json: JSON, _ place: String) throws(Fault) -> String {
        guard let text = json.string?.normalisedName, !text.isEmpty else {
            throw Fault(description: "\(place) is not a text")
        }
        return text
    }
}
