import WallboardCore

/// The hashes of signed tokens that were verified well within the last minutes: a good one is recognised before its
/// signature is checked again. A value that reads no clock; times are milliseconds of one that never goes back.
///
/// Two generations, of which the older one is forgotten as a whole when the younger one is full or old: a token is
/// remembered for at least half of `millis` unless more than `most` / 2 others were verified since, and for at most
/// `millis`.
struct VerifiedTokens {
    private let most: Int
    private let millis: Int64
    private var young: Set<SecretHash> = []
    private var old: Set<SecretHash> = []
    private var youngSince: Int64 = .min

    /// Nothing is remembered. `most` is 2 or more, `millis` too.
    init(most: Int, millis: Int64) {
        precondition(most >= 2 && millis >= 2, "\(most) tokens for \(millis) ms")
        self.most = most
        self.millis = millis
    }

    /// How many are remembered; at most `most`.
    var count: Int { young.count + old.count }

    /// Whether the token was verified well within the last minutes.
    mutating func contains(_ token: SecretHash, at now: Int64) -> Bool {
        age(to: now)
        return young.contains(token) || old.contains(token)
    }

    /// The token was verified well.
    mutating func insert(_ token: SecretHash, at now: Int64) {
        age(to: now)
        guard !young.contains(token) else { return }
        if young.count >= most / 2 { turn(at: now) }
        old.remove(token)
        young.insert(token)
    }

    /// The token is good no more.
    mutating func remove(_ token: SecretHash) {
        young.remove(token)
        old.remove(token)
    }

    private mutating func age(to now: Int64) {
        // Before the first one there is no beginning to subtract.
        guard youngSince != .min else {
            youngSince = now
            return
        }
        if now - youngSince >= millis {
            (young, old, youngSince) = ([], [], now)
        } else if now - youngSince >= millis / 2 {
            // As of when it was due: who comes late must not be remembered for longer.
            turn(at: youngSince + millis / 2)
        }
    }

    private mutating func turn(at now: Int64) {
        old = young
        young = []
        youngSince = now
    }
}
