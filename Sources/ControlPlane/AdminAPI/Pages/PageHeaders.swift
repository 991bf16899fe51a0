import HTTPTypes

/// What browsers are told to hold a page to.
enum PageHeaders {
    /// The headers of every page. Strict-Transport-Security is not among them: many gateways have a certificate that the
    /// admin had to trust by hand, and with it a browser would no longer let anybody do so (RFC 6797, section 12.1).
    static let all: HTTPFields = headers(policy: policy(framedBy: "'none'"))

    /// The headers of a document that pages of this server show in a frame.
    static let framed: HTTPFields = headers(policy: policy(framedBy: "'self'"))

    private static func headers(policy: String) -> HTTPFields {
        [
            .contentSecurityPolicy: policy,
            fieldName("Referrer-Policy"): "same-origin",
            fieldName("Permissions-Policy"): "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            fieldName("Cross-Origin-Opener-Policy"): "same-origin",
        ]
    }

    /// Scripts, styles, images, frames and requests of this server alone, nothing written into a page, and a frame around
    /// it by `ancestors` alone (Content Security Policy Level 3).
    private static func policy(framedBy ancestors: String) -> String {
        [
            "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:",
            "connect-src 'self'", "frame-src 'self'", "form-action 'self'", "base-uri 'none'",
            "frame-ancestors \(ancestors)",
        ].joined(separator: "; ")
    }
}

extension Answer {
    /// A page with its headers.
    static func page(_ bytes: [UInt8], status: Int) -> Answer {
        Answer(
            status: HTTPResponse.Status(code: status), headers: PageHeaders.all,
            content: Content(mediaType: "text/html; charset=utf-8", bytes: bytes))
    }

    /// 303: look there.
    static func seeOther(_ location: String) -> Answer {
        Answer(status: .seeOther, headers: [.location: location])
    }
}
