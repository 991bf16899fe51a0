/// What is wrong with the settings of the webhook; nothing was sent.
package enum WebhookError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The address, the file of secrets or the file of trust roots cannot be used.
    case misconfigured(String)

    /// A sentence without the secret.
    package var description: String {
        switch self {
        case .misconfigured(let reason): reason
        }
    }
}
