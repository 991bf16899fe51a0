import WallboardCore

/// A statement of usage as tables.
enum UsageTable {
    /// The lines that explain the figures.
    static func lines(of report: UsageReport) -> [UInt8] {
        var table = CSVWriter()
        table.record(
            [
                "sequence", "at", "kind", "deviceId", "serial", "boardLicence", "previousBoardLicence", "how", "author",
                "reason", "analytics", "liveAnalytics", "total", "maxWallboards",
            ].map { .word($0) })
        for line in report.statement.lines {
            let entry = line.entry
            let change = entry.change
            table.record([
                .number(entry.sequence), .time(entry.at), .word(change.kind), .text(orEmpty: change.device?.id.text),
                .text(orEmpty: change.device?.serial.text), .text(orEmpty: change.device?.licence.rawValue),
                .text(orEmpty: change.previousBoardLicence?.rawValue), .text(orEmpty: change.how),
                .text(entry.author.text), .text(orEmpty: change.reason), .number(line.analytics),
                .number(line.liveAnalytics), .number(line.analytics + line.liveAnalytics), .maximum(entry.maximum),
            ])
        }
        return table.take()
    }

    /// The figures, a row for each class of board licence and one for both.
    static func figures(of report: UsageReport) -> [UInt8] {
        var table = CSVWriter()
        table.record(
            [
                "boardLicence", "opening", "highest", "highestAt", "highestDeviceId", "highestSerial", "lowest",
                "lowestAt", "lowestDeviceId", "lowestSerial", "closing", "distinctDevices", "seatHours",
            ].map { .word($0) })
        let statement = report.statement
        for (name, figures) in [
            ("analytics", statement.analytics), ("liveAnalytics", statement.liveAnalytics), ("total", statement.total),
        ] {
            table.record(
                [.word(name), .number(figures.opening)] + cells(of: figures.highest) + cells(of: figures.lowest)
                    + [.number(figures.closing), .number(figures.distinctDevices), .word(figures.seatHours)])
        }
        return table.take()
    }

    private static func cells(of extreme: UsageFigures.Extreme) -> [CSVWriter.Cell] {
        [
            .number(extreme.count), .time(extreme.at), .text(orEmpty: extreme.device?.id.text),
            .text(orEmpty: extreme.device?.serial.text),
        ]
    }
}
