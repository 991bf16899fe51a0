/// Which program this is, as a metric that is always 1.
package enum BuildInfo {
    /// To be declared with the others.
    package static let description = MetricDescription(
        "wallboard_build_info", "Always 1; the labels say which program this is.", .gauge,
        labels: ["version", "swift"], mostSeries: 1)

    /// Puts it in; `version` is the gateway's.
    package static func collector(version: String) -> MetricRegistry.Collector {
        { samples in
            samples.add(description.name, 1, labels: [("version", version), ("swift", swiftVersion)])
        }
    }

    /// The compiler's language version that this was built with, as far as the language lets a program know it.
    static var swiftVersion: String {
        #if swift(>=6.4)
            "6.4"
        #elseif swift(>=6.3)
            "6.3"
        #else
            "6.2"
        #endif
    }
}
