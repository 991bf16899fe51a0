/// The names of the agents of the simulated contact centre.
enum AgentNames {
    private static let given = [
        "Amara", "Bruno", "Chiara", "Daniel", "Elif", "Fatima", "George", "Hannah", "Ines", "Jakub", "Katrin", "Luca",
        "Mei", "Nils", "Olga", "Pablo", "Quynh", "Rosa", "Samir", "Tereza", "Uma", "Viktor", "Wanda", "Yusuf",
    ]
    private static let family = [
        "Okafor", "Silva", "Ricci", "Clarke", "Demir", "Haddad", "Walsh", "Novak", "Pereira", "Kowalski", "Berg",
        "Moretti", "Chen", "Lindqvist", "Petrova", "Garcia", "Nguyen", "Costa", "Rahman", "Dvorak", "Patel", "Horvat",
        "Taylor", "Kaya",
    ]

    /// Different for every index from 0.
    static func name(_ index: Int) -> String {
        // Each round of the given names goes with the family names moved on by one.
        let round = index / given.count
        let name = "\(given[index % given.count]) \(family[(index + round) % family.count])"
        return round < family.count ? name : "\(name) \(round / family.count + 1)"
    }
}
