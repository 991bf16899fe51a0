/// The names that are told apart, up to a limit.
///
/// A name that was let in stays, and when the register is full it stays full: whether a name counts by itself never
/// changes, so what was counted under it can always be taken back.
struct NameRegister: Sendable {
    private let limit: Int
    private var names: Set<String> = []

    init(limit: Int) {
        self.limit = limit
    }

    /// Whether `name` counts by itself.
    mutating func admits(_ name: String) -> Bool {
        if names.contains(name) { return true }
        guard names.count < limit else { return false }
        names.insert(name)
        return true
    }
}
