import AdminAPI
import Store

extension AdminError {
    /// When a request that the store could not carry out may be tried again.
    private static let retryAfterSeconds = 5

    /// What a store's error means to the admin who asked; `missing` is the kind of thing that was not found.
    init(_ error: StoreError, missing: Resource) {
        switch error {
        case .notFound: self = .notFound(missing)
        case .alreadyExists: self = .alreadyExists(missing)
        case .unavailable(let reason), .incompatible(let reason):
            self = .unavailable(reason: reason, retryAfterSeconds: Self.retryAfterSeconds)
        }
    }
}
