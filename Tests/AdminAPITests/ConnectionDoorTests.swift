import NIOCore
import NIOEmbedded
import Synchronization
import Testing
import Values
import WallboardCore

@testable import AdminAPI

@Suite("The door of the admin port")
struct ConnectionDoorTests {
    /// A connection as the door sees it.
    private final class Peer: Sendable {
        private let drops = Mutex(0)
        var isDropped: Bool { drops.withLock { $0 == 1 } }
        func drop() { drops.withLock { $0 += 1 } }
    }

    private func door(total: Int, perAddress: Int) -> ConnectionDoor {
        var limits = AdminLimits()
        limits.connections = total
        limits.connectionsPerAddress = perAddress
        return ConnectionDoor(limits: limits, clock: TestClock().clock)
    }

    private let provider = Principal(token: sample(CredentialID("p")), name: "x", role: .provider, customer: nil)

    private func enter(_ door: ConnectionDoor, _ peer: Peer, from address: String) -> ConnectionDoor.Verdict {
        door.enter(ObjectIdentifier(peer), from: address) { peer.drop() }
    }

    @Test("of one address the oldest without a token makes room for the newest, and others are left alone")
    func address() {
        let door = door(total: 100, perAddress: 3)
        let other = Peer()
        #expect(enter(door, other, from: "192.0.2.2") == .admitted)
        let peers = (0..<9).map { _ in Peer() }
        for peer in peers { #expect(enter(door, peer, from: "192.0.2.1") == .admitted) }
        #expect(peers.map(\.isDropped) == Array(repeating: true, count: 6) + Array(repeating: false, count: 3))
        #expect(!other.isDropped && door.count == 4)
    }

    @Test("those with a token make room for nobody; then the newest is refused, and logged once a minute")
    func proven() {
        let door = door(total: 100, perAddress: 2)
        let peers = [Peer(), Peer()]
        for peer in peers {
            #expect(enter(door, peer, from: "2001:db8::1") == .admitted)
            door.prove(ObjectIdentifier(peer), by: provider)
        }
        let late = Peer()
        // The same /64 network.
        #expect(enter(door, late, from: "2001:db8::2") == .refused(isNews: true))
        #expect(enter(door, late, from: "2001:db8::3") == .refused(isNews: false))
        #expect(enter(door, late, from: "2001:db8:0:1::1") == .admitted)
        door.leave(ObjectIdentifier(peers[0]))
        door.leave(ObjectIdentifier(peers[0]))
        let next = Peer()
        #expect(enter(door, next, from: "2001:db8::2") == .admitted)
        #expect(!peers[1].isDropped && door.count == 3)
    }

    @Test("a customer keeps a quarter of all connections, whatever its tokens and addresses; its others make room")
    func shares() {
        let door = door(total: 40, perAddress: 100)
        let customers = ["acme", "globex"].map { id in
            Principal(token: sample(CredentialID(id)), name: "x", role: .feed, customer: sample(CustomerID(id)))
        }
        let own = (0..<40).map { _ in Peer() }
        for (number, peer) in own.enumerated() {
            #expect(enter(door, peer, from: "192.0.2.\(number)") == .admitted)
            for _ in 0..<2 { door.prove(ObjectIdentifier(peer), by: customers[0]) }
        }
        // The port is full of one customer's connections: those beyond its quarter make room, the oldest first.
        let others = (0..<10).map { _ in Peer() }
        for (number, peer) in others.enumerated() {
            #expect(enter(door, peer, from: "198.51.100.\(number)") == .admitted)
            door.prove(ObjectIdentifier(peer), by: customers[1])
        }
        #expect(own.map(\.isDropped) == (0..<40).map { (10..<20).contains($0) })
        #expect(others.allSatisfy { !$0.isDropped })
        // One that is gone makes room for another of the same customer.
        door.leave(ObjectIdentifier(own[0]))
        let next = Peer()
        #expect(enter(door, next, from: "192.0.2.1") == .admitted)
        door.prove(ObjectIdentifier(next), by: customers[0])
        for number in 0..<40 { _ = enter(door, Peer(), from: "203.0.113.\(number)") }
        #expect(!next.isDropped && own[1...9].allSatisfy { !$0.isDropped } && !others.contains(where: \.isDropped))
    }

    @Test("over all addresses the total holds")
    func total() {
        let door = door(total: 10, perAddress: 5)
        let peers = (0..<50).map { _ in Peer() }
        for (number, peer) in peers.enumerated() {
            #expect(enter(door, peer, from: "192.0.2.\(number)") == .admitted)
        }
        #expect(
            door.count == 10 && peers.prefix(40).allSatisfy(\.isDropped)
                && !peers.suffix(10).contains(where: \.isDropped))
    }

    @Test("a trusted proxy has as many as there may be; its requests count for those that they come from")
    func proxies() throws {
        var limits = AdminLimits()
        limits.connections = 10
        limits.connectionsPerAddress = 2
        let door = ConnectionDoor(
            limits: limits, clock: TestClock().clock, trustedProxies: [try AddressBlock(parsing: "10.9.0.0/16")])
        let peers = (0..<10).map { _ in Peer() }
        for peer in peers {
            #expect(enter(door, peer, from: "10.9.0.1") == .admitted)
            door.prove(ObjectIdentifier(peer), by: provider)
        }
        #expect(door.count == 10 && !peers.contains(where: \.isDropped))
        #expect(enter(door, Peer(), from: "10.9.0.1") == .refused(isNews: true))
        #expect(door.begin(for: "192.0.2.1") && door.begin(for: "192.0.2.1") && !door.begin(for: "192.0.2.1"))
        #expect(door.begin(for: "192.0.2.2"))
        door.end(for: "192.0.2.1")
        #expect(door.begin(for: "192.0.2.1"))
    }

    // MARK: Deadlines

    private func connect() throws -> EmbeddedChannel {
        let channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.addHandler(HeadDeadline(.seconds(10)))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return channel
    }

    @Test("once the port is to end an answer has its time, and then its connection is closed")
    func end() throws {
        let channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.addHandler(EndDeadline(.seconds(20)))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        channel.embeddedEventLoop.advanceTime(by: .seconds(3_600))
        #expect(channel.isActive)
        for _ in 0..<2 {
            channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
            channel.embeddedEventLoop.advanceTime(by: .milliseconds(9_999))
            #expect(channel.isActive)
        }
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(2))
        #expect(!channel.isActive)
    }

    @Test("a silent connection, and one that sends its head byte by byte, is closed after ten seconds")
    func silence() throws {
        for sends in [false, true] {
            let channel = try connect()
            for _ in 0..<9 {
                channel.embeddedEventLoop.advanceTime(by: .seconds(1))
                if sends { try channel.writeInbound(ByteBuffer(string: "G")) }
            }
            #expect(channel.isActive)
            channel.embeddedEventLoop.advanceTime(by: .seconds(1))
            #expect(!channel.isActive)
            #expect(throws: RequestDeadline.Missed.self) { try channel.throwIfErrorCaught() }
        }
    }

    @Test("between requests a connection may be silent; a later head has its ten seconds from its first byte on")
    func laterHead() throws {
        let channel = try connect()
        let deadline = try channel.pipeline.syncOperations.handler(type: HeadDeadline.self)
        for _ in 0..<3 {
            try channel.writeInbound(ByteBuffer(string: "GET"))
            channel.embeddedEventLoop.advanceTime(by: .seconds(9))
            deadline.headArrived()
            channel.embeddedEventLoop.advanceTime(by: .seconds(99))
            try channel.writeInbound(ByteBuffer(string: "body"))
            deadline.requestEnded()
            channel.embeddedEventLoop.advanceTime(by: .seconds(99))
            #expect(channel.isActive)
        }
        try channel.writeInbound(ByteBuffer(string: "G"))
        channel.embeddedEventLoop.advanceTime(by: .seconds(10))
        #expect(!channel.isActive)
        #expect(throws: RequestDeadline.Missed.self) { try channel.throwIfErrorCaught() }
    }
}
