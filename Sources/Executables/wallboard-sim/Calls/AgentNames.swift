/// What the agents of the simulated contact centre are called.
enum AgentNames {
    private static let names = [
        "Amara", "Bruno", "Chiara", "Daniel", "Elif", "Fatima", "Georg", "Hanna", "Ines", "Jakub", "Katrin", "Luca",
        "Mei", "Nils", "Olga", "Pablo", "Quynh", "Rosa", "Samir", "Tereza", "Ulla", "Viktor", "Wanda", "Yusuf",
    ]

    /// Different for every index from 0.
    static func name(_ index: Int) -> String {
        index < names.count ? names[index] : "\(names[index % names.count]) \(index / names.count + 1)"
    }
}
