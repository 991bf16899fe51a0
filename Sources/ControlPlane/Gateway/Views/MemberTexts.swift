import WallboardCore

/// The texts of members that do not depend on what a board selects: they are the same in all states of a customer, so
/// each is written once a change and shared, however many dashboards show it.
///
/// Confined to the hub of the customer.
final class MemberTexts {
    let agents = MemberText<Leaderboard>()
    let agentStatus = MemberText<SortedMap<String, AgentStatus>>()

    /// Releases the memory when no board is left.
    func forget() {
        agents.forget()
        agentStatus.forget()
    }
}

/// The last texts of one member: the whole, and the patch from one value to the next.
///
/// Copies of one value share their storage, which shows that they are equal without looking at their elements:
/// finding a text costs nothing that grows with the customer.
final class MemberText<Value: Equatable> {
    private struct Written {
        let new: Value
        let old: Value?
        let text: [UInt8]
    }

    private var whole: Written?
    private var patch: Written?

    /// What `write` returned for these values, now or at the previous call.
    func text(of new: Value, since old: Value?, write: () -> [UInt8]) -> [UInt8] {
        if let known = old == nil ? whole : patch, known.new == new, known.old == old { return known.text }
        let written = Written(new: new, old: old, text: write())
        if old == nil { whole = written } else { patch = written }
        return written.text
    }

    func forget() {
        whole = nil
        patch = nil
    }
}
