import HTTPTypes

/// The restrictions that browsers apply to a page.
enum PageHeaders {
    /// The headers of a page. Only a page with a dashboard preview may contain a frame.
    static func fields(showsPreview: Bool) -> HTTPFields {
        headers(policy: showsPreview ? policy + ["frame-src 'self'"] : policy, framedBy: "'none'")
    }

    /// The headers of a document that pages of this server show in a frame.
    static let framed: HTTPFields = headers(policy: policy, framedBy: "'self'")

    private static func headers(policy: [String], framedBy ancestors: String) -> HTTPFields {
        [
            .contentSecurityPolicy: (policy + ["frame-ancestors \(ancestors)"]).joined(separator: "; "),
            fieldName("Referrer-Policy"): "same-origin",
            fieldName("Permissions-Policy"): "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            fieldName("Cross-Origin-Opener-Policy"): "same-origin",
        ]
    }

    /// Scripts, styles, images and requests of this server alone, and nothing inline (Content Security Policy Level
    /// 3).
    private static let policy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'",
        "form-action 'self'", "base-uri 'none'",
    ]
}

extension Answer {
    /// A page with its headers; `showsPreview` allows the frame of a preview in it.
    static func page(_ bytes: [UInt8], status: Int, showsPreview: Bool = false) -> Answer {
        Answer(
            status: HTTPResponse.Status(code: status), headers: PageHeaders.fields(showsPreview: showsPreview),
            content: Content(mediaType: "text/html; charset=utf-8", bytes: bytes))
    }

    /// 303: see other.
    static func seeOther(_ location: String) -> Answer {
        Answer(status: .seeOther, headers: [.location: location])
    }
}
