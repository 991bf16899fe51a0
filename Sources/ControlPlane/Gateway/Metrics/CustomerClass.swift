import WallboardCore

/// The classes by which customers are told apart in metrics: a label with one value a customer would grow without bound.
enum CustomerClass: String, CaseIterable {
    case none
    case upTo10 = "1-10"
    case upTo100 = "11-100"
    case upTo1000 = "101-1000"
    case more = "1001+"
    case unlimited

    /// By the licensed maximum.
    init(_ maximum: SeatMaximum) {
        switch maximum {
        case .unlimited: self = .unlimited
        case .limited(let seats):
            switch seats {
            case ...0: self = .none
            case ...10: self = .upTo10
            case ...100: self = .upTo100
            case ...1_000: self = .upTo1000
            default: self = .more
            }
        }
    }
}
