import ArgumentParser
import Foundation

/// One table of many runs.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Makes a Markdown table of the lines that the other commands printed.",
        discussion: """
            Each cell is the median of that server's runs, and where that says something its ratio to the server \
            named floor at the same workload. The gateway, whose messages have a length of their own, is compared with \
            the server named floor-sized where there is one: the floor with messages of that length.
            """)

    @Argument(help: "The file with the lines.") var file: String

    func run() throws {
        let decoder = JSONDecoder()
        let runs = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map {
            try decoder.decode(Measurement.self, from: Data($0.utf8))
        }
        FileHandle.standardOutput.write(Data(Report(runs).text.utf8))
    }
}
