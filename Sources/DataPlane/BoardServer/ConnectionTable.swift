/// The connections of one loop by slot: dense, so that a slot is also the key of the timer wheel, with a generation
/// that distinguishes one user of a slot from the next (a late epoll event or command finds nothing).
struct ConnectionTable {
    private var connections: [Connection?] = []
    private var generations: [UInt32] = []
    private var free: [UInt32] = []
    private(set) var count = 0

    /// The slot and generation for a new connection.
    mutating func claim() -> (slot: UInt32, generation: UInt32) {
        if let slot = free.popLast() { return (slot, generations[Int(slot)]) }
        connections.append(nil)
        generations.append(0)
        return (UInt32(connections.count - 1), 0)
    }

    mutating func insert(_ connection: Connection) {
        precondition(connections[Int(connection.slot)] == nil, "slot \(connection.slot) is in use")
        connections[Int(connection.slot)] = connection
        count += 1
    }

    /// Gives back a slot that was not used.
    mutating func release(slot: UInt32) {
        generations[Int(slot)] &+= 1
        free.append(slot)
    }

    mutating func remove(_ connection: Connection) {
        precondition(connections[Int(connection.slot)] === connection, "slot \(connection.slot) holds another")
        connections[Int(connection.slot)] = nil
        count -= 1
        release(slot: connection.slot)
    }

    subscript(slot: UInt32) -> Connection? {
        slot < connections.count ? connections[Int(slot)] : nil
    }

    subscript(slot: UInt32, generation: UInt32) -> Connection? {
        guard let connection = self[slot], connection.generation == generation else { return nil }
        return connection
    }

    /// Every connection, by slot.
    var all: [Connection] { connections.compactMap(\.self) }
}
