import Foundation

/// The result of one run: one line of JSON.
struct Measurement: Codable {
    /// The server.
    var server: String
    /// The workload.
    var workload: String
    /// The values, by `Figure`.
    var figures: [String: Double] = [:]
    /// Why connections were lost, and how many: there should be none.
    var losses: [String: Int] = [:]

    init(server: String, workload: String) {
        self.server = server
        self.workload = workload
    }

    subscript(figure: Figure) -> Double? {
        get { figures[figure.rawValue] }
        set { figures[figure.rawValue] = newValue }
    }

    /// Prints the line.
    func write() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        FileHandle.standardOutput.write(try encoder.encode(self) + Data("\n".utf8))
    }
}

/// What is measured. CPU and memory are those of the server and its children.
enum Figure: String, CaseIterable {
    /// Connections that were open at the end.
    case open
    /// Seconds that were measured.
    case seconds
    /// CPU time by wall time; 1 is a core that does nothing else.
    case serverCores, clientCores
    /// Fan-out: CPU time by messages that the connections received, in microseconds.
    case cpuMicrosPerMessage
    /// Messages that all connections together received in a second.
    case messagesPerSecond
    /// Bytes of a message's payload as received, and of its text.
    case payloadBytes, textBytes
    /// From a publication's time stamp to the connection that read it, in milliseconds.
    case delayP50, delayP99, delayMax
    /// For each publication the connection that got it last, in milliseconds: the median.
    case lastP50
    /// Publications that connections did not get.
    case missed
    /// The longest time that a connection waited for its next message, in milliseconds.
    case longestGap
    /// Memory: how much the server grew, by connections, in KiB.
    case kibPerConnection
    /// Storm: CPU time by connections that were made, in microseconds.
    case cpuMicrosPerConnection
    /// Share of the connections that came back with a ticket.
    case resumedShare
    /// How long it took until all connections were open, in seconds.
    case stormSeconds
}
