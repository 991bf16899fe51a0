import Synchronization

/// How often what happened since the start.
final class ConnectTally: Sendable {
    /// What is counted.
    enum Kind: Int, CaseIterable {
        case message
        case reconnect
        case accepted
        case duplicate
        case rejected
        case ignored
        case failure
    }

    private let counts = Mutex([Int](repeating: 0, count: Kind.allCases.count))

    func count(_ kind: Kind, _ number: Int = 1) {
        counts.withLock { $0[kind.rawValue] += max(0, number) }
    }

    func total(_ kind: Kind) -> Int { counts.withLock { $0[kind.rawValue] } }
}
