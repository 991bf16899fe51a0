import AdminAPI
import Store

extension AdminError {
    /// What a store's error means to the admin who asked; `missing` is the kind of thing that was not found.
    init(_ error: StoreError, missing: Resource) {
        switch error {
        case .notFound: self = .notFound(missing)
        case .alreadyExists: self = .alreadyExists(missing)
        case .unavailable(let reason), .incompatible(let reason):
            self = .unavailable(reason: reason, retryAfterSeconds: GatewayLimits.Changes.minStoreRetrySeconds)
        }
    }
}
