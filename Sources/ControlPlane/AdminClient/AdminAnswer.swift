import Values

/// What the gateway answered.
package struct AdminAnswer: Sendable {
    /// The status of HTTP.
    package let status: Int
    /// The entity tag, for `If-Match`.
    package let version: String?
    /// Seconds that the gateway asks to wait before the next try.
    package let retryAfterSeconds: Int?
    /// The body as it came.
    package let body: [UInt8]
    /// The body as a value; nil if there is none or it is not JSON.
    package let json: JSON?

    init(status: Int, version: String?, retryAfterSeconds: Int?, body: [UInt8], limits: AdminClientLimits) {
        self.status = status
        self.version = version
        self.retryAfterSeconds = retryAfterSeconds
        self.body = body
        var bounds = JSONLimits()
        bounds.maxBytes = limits.maxAnswerBytes
        bounds.maxMembers = limits.maxAnswerMembers
        self.json = try? JSON(parsing: body, limits: bounds)
    }

    /// The request was carried out.
    package var isSuccess: Bool { (200..<300).contains(status) }
}
