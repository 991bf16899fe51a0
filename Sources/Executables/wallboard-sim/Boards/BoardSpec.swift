import BoardProtocol

/// One board that is to be simulated.
struct BoardSpec: Sendable {
    let serial: String
    /// What it was given when it was registered before.
    var token: Secret?
    /// What it registers with where it has no token.
    let enrolmentKey: Secret?
    /// When it connects for the first time, in milliseconds after the start of the fleet.
    let startMillis: Int64

    /// A token that the gateway has told goes before a key.
    var credentials: Hello.Credentials {
        if let token { .token(token) } else if let enrolmentKey { .enrolmentKey(enrolmentKey) } else { .none }
    }
}
