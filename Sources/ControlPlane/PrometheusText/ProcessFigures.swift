/// What Linux says about this process, out of the texts of `/proc` (proc(5)).
struct ProcessFigures: Equatable {
    /// Resident memory, bytes.
    var residentBytes: Int
    /// Address space, bytes.
    var virtualBytes: Int
    /// Time on a processor in user and kernel mode, seconds.
    var cpuSeconds: Double
    /// When the process started, seconds since 1970.
    var startSeconds: Double

    /// Reads `/proc/self/stat` and the line `btime` of `/proc/stat`; nil if they have another form.
    ///
    /// The name of the program, field 2, stands in parentheses and may hold any character, so fields are counted from
    /// the last parenthesis.
    init?(stat: String, system: String, ticksPerSecond: Int, pageBytes: Int) {
        guard let end = stat.lastIndex(of: ")"), ticksPerSecond > 0 else { return nil }
        let fields = stat[stat.index(after: end)...].split(whereSeparator: \.isWhitespace)
        /// The field with the number of proc(5), where the first after the name is 3.
        func field(_ number: Int) -> Int? { fields.count > number - 3 ? Int(fields[number - 3]) : nil }
        guard let user = field(14), let kernel = field(15), let start = field(22), let size = field(23),
            let pages = field(24),
            let boot = system.split(separator: "\n").first(where: { $0.hasPrefix("btime ") })
                .flatMap({ Double($0.dropFirst(6)) })
        else { return nil }
        residentBytes = pages * pageBytes
        virtualBytes = size
        cpuSeconds = Double(user + kernel) / Double(ticksPerSecond)
        startSeconds = boot + Double(start) / Double(ticksPerSecond)
    }

    /// The limit that is in force on open descriptors, out of `/proc/self/limits`; nil where it is unlimited or missing.
    static func maxDescriptors(limits: String) -> Int? {
        let name = "Max open files"
        guard let line = limits.split(separator: "\n").first(where: { $0.hasPrefix(name) }) else { return nil }
        return line.dropFirst(name.count).split(whereSeparator: \.isWhitespace).first.flatMap { Int($0) }
    }
}
