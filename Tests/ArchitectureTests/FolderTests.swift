import Foundation
import Testing

/// The folders of a target stand in an order: a file names types of its own folder and of those before it. So no two
/// folders need each other, and each can be read without those behind it.
struct FolderTests {
    /// Target → its folders, the ground floor first; "." is the target's own folder. A target with one folder is not
    /// named.
    private static let order: [String: [String]] = [
        "AdminAPI": [
            "Ports", "Writing", "HTTP", "Sessions", "Connection", "Parsing", "Requests", "Events", "Tables",
            "Resources", "Pages", ".",
        ],
        "BoardProtocol": ["Closing", "Messages", "CallEvents"],
        "EventLoop": ["System", "Polling", "Compression", "TLS", "Threads"],
        "Gateway": [
            ".", "Settings", "Pairing", "Figures", "Views", "State", "Hub", "Fleet", "Retention", "Changes",
            "Administration", "Certificates", "Metrics", "Logging", "Service",
        ],
        "SQLiteStore": ["Database", "Tables", "Schema", "Transactions", "Records", "."],
        "Values": [".", "Network", "Text", "Time", "JSON"],
        "WallboardCore": [
            "Identity", "Collections", "Retention", "Calls", "Figures", "Agents", "Live", "CallState", "Customers",
            "Dashboards",
            "Ledger",
            "Seats", "Views",
        ],
        "WebSocketWire": ["Frames", ".", "Messages", "Compression", "HTTP", "ProxyProtocol", "Upgrade"],
        "Webhooks": [".", "Deciding", "Delivery"],
        "Asterisk": ["AMI", "Events", "QueueLog", "Mapping"],
        "wallboard-connect": ["Shell", "Disk", "Feed", "Asterisk", "Commands", "."],
        "wallboard-sim": ["Shell", "Boards", "Feed", "Calls", "Replay", "Demo", "Load", "."],
        "wallboardctl": ["Shell", "Output", "Arguments", "Ledger", "Commands", "."],
    ]

    @Test("a file names types of its own folder and of those before")
    func aFileNamesTypesOfItsOwnFolderAndOfThoseBefore() {
        for (target, files) in Dictionary(grouping: SourceTree.files, by: \.target) {
            let graph = FolderGraph(of: files)
            guard graph.folders.count > 1 else { continue }
            #expect(graph.folders == Set(Self.order[target] ?? []), "the folders of \(target)")
            for use in graph.uses(against: Self.order[target] ?? []) {
                Issue.record("\(use.path) in \(use.from) names \(use.type), which stands behind it, in \(use.to)")
            }
        }
    }

    @Test("every target of the table is there")
    func everyTargetOfTheTableIsThere() {
        #expect(Set(Self.order.keys).isSubset(of: Set(SourceTree.files.map(\.target))))
    }

    /// A circle that is put in by hand.
    @Test("a use against the order is found")
    func aUseAgainstTheOrderIsFound() {
        func file(_ path: String, _ text: String) -> SourceTree.File {
            SourceTree.File(path: "Sources/Group/Target/\(path)", lines: text.components(separatedBy: "\n"))
        }
        let files = [
            file("Low/Ground.swift", "package struct Ground {\n    var roof: Roof?\n}"),
            file("High/Roof.swift", "@frozen package final class Roof { let ground = Ground() }"),
            file("High/Text.swift", "let sentence = \"a \\\" Ground\"  // Ground\nenum Inside {}"),
            file("Roofless.swift", "struct Roofless {}"),
        ]
        let graph = FolderGraph(of: files)
        #expect(graph.folders == ["Low", "High", "."])
        #expect(graph.uses(against: [".", "Low", "High"]).map(\.type) == ["Roof"])
        #expect(graph.uses(against: [".", "Low", "High"]).map(\.path) == ["Sources/Group/Target/Low/Ground.swift"])
        #expect(Set(graph.uses(against: ["High", "Low"]).map(\.type)) == ["Ground"])
    }
}
