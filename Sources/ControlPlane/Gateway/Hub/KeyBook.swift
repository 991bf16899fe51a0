import AdminAPI
import WallboardCore

/// The enrolment keys of one customer by id, with their ages in order beside them: a page of the list costs what it holds.
struct KeyBook {
    private var byID: [CredentialID: EnrolmentKey]
    private var ages: SortedArray<AgePosition>

    /// The ids differ.
    init(_ keys: [EnrolmentKey]) {
        byID = Dictionary(uniqueKeysWithValues: keys.map { ($0.id, $0) })
        ages = SortedArray(keys.map(\.position))
    }

    /// When a key was made never changes.
    subscript(id: CredentialID) -> EnrolmentKey? {
        get { byID[id] }
        set {
            let old = byID[id]
            byID[id] = newValue
            if let newValue, old == nil { ages.insert(newValue.position) }
            if let old, newValue == nil { ages.remove(old.position) }
        }
    }

    var count: Int { byID.count }

    /// In no order.
    var values: Dictionary<CredentialID, EnrolmentKey>.Values { byID.values }

    /// Oldest first.
    func keys(_ page: PageSelection) -> [EnrolmentKey] {
        let position = page.after.map { AgePosition(upTo: $0) }
        return ages.elements(after: position).prefix(page.limit).compactMap { age in
            CredentialID(age.id).flatMap { byID[$0] }
        }
    }
}
