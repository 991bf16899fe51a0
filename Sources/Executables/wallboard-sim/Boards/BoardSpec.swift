import BoardProtocol

/// One board that is to be simulated.
struct BoardSpec: Sendable {
    let serial: String
    /// The token that it got when it registered before.
    var token: Secret?
    /// The key that it registers with if it has no token.
    let enrolmentKey: Secret?
    /// When it connects for the first time, in milliseconds after the start of the fleet.
    let startMillis: Int64

    /// A token from the gateway takes precedence over a key.
    var credentials: Hello.Credentials {
        if let token { .token(token) } else if let enrolmentKey { .enrolmentKey(enrolmentKey) } else { .none }
    }
}
