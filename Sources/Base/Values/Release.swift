/// Which release of Wallboard Gateway this is.
package enum Release {
    /// The version of every program, of the metric `wallboard_build_info` and of `docs/openapi.yaml`, by Semantic
    /// Versioning 2.0.0. `docs/releasing.md` says when it changes.
    package static let version = "0.1.0"
}
