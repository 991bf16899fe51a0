/// How many things are in each of a few states.
package struct StateCounts<State: CaseIterable & Hashable & Sendable>: Hashable, Sendable {
    private var counts: [State: Int] = [:]

    /// Nothing in any state.
    package init() {}

    /// How many are in `state`.
    package subscript(state: State) -> Int {
        get { counts[state] ?? 0 }
        set { counts[state] = newValue == 0 ? nil : newValue }
    }
}
