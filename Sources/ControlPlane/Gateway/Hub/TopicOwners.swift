import BoardServer
import Synchronization
import WallboardCore

/// Which hub publishes which topic.
final class TopicOwners: TopicNames {
    private struct State {
        var next: UInt64 = 1
        var owners: [TopicID: CustomerHub] = [:]
    }

    private let state = Mutex(State())

    func make() -> TopicID {
        state.withLock { state in
            defer { state.next += 1 }
            return TopicID(number: state.next)
        }
    }

    func set(_ hub: CustomerHub, for topics: [TopicID]) {
        state.withLock { state in
            for topic in topics { state.owners[topic] = hub }
        }
    }

    func owner(of topic: TopicID) -> CustomerHub? {
        state.withLock { $0.owners[topic] }
    }

    func remove(_ topics: [TopicID]) {
        state.withLock { state in
            for topic in topics { state.owners[topic] = nil }
        }
    }
}
