import AdminPages
import Testing

/// Which page exists for which viewer, and what a browser gets of it.
struct AdminPagesTests {
    let pages: AdminPages

    init() throws { pages = try AdminPages() }

    @Test("every page renders", arguments: Rendering.paths)
    func everyPageRenders(path: String) throws {
        let text = try #require(Rendering.text(pages.page(path, viewer: .provider, error: nil)))
        #expect(text.hasPrefix("<!doctype html>"))
        #expect(text.hasSuffix("</html>\n"))
        #expect(!text.contains("{{"), "a tag of the template is left in \(path)")
        #expect(text.ranges(of: "<h1").count == 1)
        #expect(text.contains(" · Wallboard Gateway</title>"))
        #expect(text.contains("<meta name=\"csrf-token\" content=\"secret-of-the-session\">"))
        for part in ["<main ", "class=\"skip\"", "id=\"notices\""] {
            #expect(text.contains(part), "\(path) has no \(part)")
        }
    }

    @Test("there is no page at other paths")
    func thereIsNoPageAtOtherPaths() {
        for path in [
            "", "customers", "/customers", "/customers/", "/customers/ACME", "/customers/acme/",
            "/customers/acme/licences",
            "/customers/acme/users/anna", "/customers/a%2Fb", "/v1/customers", "/assets/base.css", "/sign-out", "//",
            "/customers/\(String(repeating: "a", count: 65))",
        ] {
            #expect(pages.page(path, viewer: .provider, error: nil) == nil, "\(path) is a page")
        }
    }

    @Test("who is not signed in gets only the sign in page")
    func whoIsNotSignedInGetsOnlyTheSignInPage() throws {
        let text = try #require(Rendering.text(pages.page("/sign-in", viewer: nil, error: nil)))
        // Without an action the form goes to the page's own address, and takes `?next=` along.
        #expect(text.contains("<form method=\"post\" id=\"sign-in-form\">"))
        #expect(!text.contains("csrf-token"))
        #expect(!text.contains("role=\"alert\" id=\"sign-in-error\""))
        #expect(pages.page("/", viewer: nil, error: nil) == .redirect("/sign-in"))
        #expect(
            pages.page("/customers/acme/usage", viewer: nil, error: nil)
                == .redirect("/sign-in?next=/customers/acme/usage"))
        #expect(
            pages.page("/pair?code=BCDF-GHJK&x=\u{e9}", viewer: nil, error: nil)
                == .redirect("/sign-in?next=/pair%3Fcode%3DBCDF-GHJK%26x%3D%C3%A9"))
        #expect(pages.page("/nowhere", viewer: nil, error: nil) == nil)
        #expect(pages.page("/sign-in", viewer: .provider, error: nil) == .redirect("/"))
    }

    @Test("the sign in page says why it failed")
    func theSignInPageSaysWhyItFailed() throws {
        let text = try #require(Rendering.text(pages.page("/sign-in", viewer: nil, error: "Not <valid>.")))
        #expect(text.contains("Not &lt;valid&gt;."))
        #expect(text.contains("aria-describedby=\"token-hint sign-in-error\""))
    }

    @Test("a confined viewer is led to its customer and sees no other")
    func aConfinedViewerIsLedToItsCustomerAndSeesNoOther() throws {
        let viewer = PageViewer.customer(maySetMaximum: false)
        #expect(pages.page("/", viewer: viewer, error: nil) == .redirect("/customers/acme"))
        #expect(pages.page("/boards", viewer: viewer, error: nil) == .redirect("/customers/acme/boards"))
        for page in ["", "/users", "/settings"] {
            let other = pages.page("/customers/other\(page)", viewer: viewer, error: nil)
            #expect(other == pages.notFound(viewer: viewer))
            #expect(Rendering.status(other) == 404)
        }
        #expect(Rendering.status(pages.page("/customers/acme/users", viewer: viewer, error: nil)) == 200)
    }

    @Test("the navigation is that of the role")
    func theNavigationIsThatOfTheRole() throws {
        func links(_ path: String, _ viewer: PageViewer) throws -> [String] {
            try #require(Rendering.text(pages.page(path, viewer: viewer, error: nil))).navigation
        }
        let tabs = ["", "/users", "/devices", "/dashboards", "/boards", "/usage", "/ledger", "/settings"].map {
            "/customers/acme\($0)"
        }
        #expect(try links("/", .provider) == ["/", "/boards", "/pair", "/tokens", "/audit"])
        #expect(try links("/customers/acme", .provider) == ["/", "/boards", "/pair", "/tokens", "/audit"] + tabs)
        #expect(try links("/pair", .customer(maySetMaximum: false)) == ["/pair", "/tokens", "/audit"] + tabs)
        #expect(try links("/customers/acme/users", .monitor(of: "acme")) == ["/audit"] + tabs)
        #expect(try links("/", .monitor(of: nil)) == ["/", "/boards", "/audit"])
        #expect(try links("/", .feed) == [])
    }

    @Test("exactly one link of each navigation is the current page")
    func exactlyOneLinkOfEachNavigationIsTheCurrentPage() throws {
        let text = try #require(Rendering.text(pages.page("/customers/acme/usage", viewer: .provider, error: nil)))
        #expect(text.contains("<a href=\"/customers/acme/usage\" aria-current=\"page\">"))
        #expect(text.contains("<a href=\"/\" aria-current=\"page\">"))
        #expect(text.ranges(of: "aria-current").count == 2)
    }

    @Test("a monitor finds nothing to press")
    func aMonitorFindsNothingToPress() throws {
        let monitor = PageViewer.monitor(of: nil)
        for path in ["/pair", "/tokens"] {
            #expect(Rendering.status(pages.page(path, viewer: monitor, error: nil)) == 404)
        }
        let controls: KeyValuePairs = [
            "/": "add-customer", "/customers/acme": "licence-edit", "/customers/acme/users": "add-user",
            "/customers/acme/devices": "pair-board", "/customers/acme/dashboards": "add-dashboard",
            "/customers/acme/settings": "settings-save",
        ]
        for (path, control) in controls {
            let seen = try #require(Rendering.text(pages.page(path, viewer: monitor, error: nil)))
            #expect(!seen.contains("id=\"\(control)\""), "a monitor has \(control)")
            let pressed = try #require(Rendering.text(pages.page(path, viewer: .provider, error: nil)))
            #expect(pressed.contains("id=\"\(control)\""), "the provider has no \(control)")
        }
    }

    @Test("only the dashboards page shows a preview", arguments: Rendering.paths)
    func onlyTheDashboardsPageShowsAPreview(path: String) {
        guard case .html(_, _, let showsPreview)? = pages.page(path, viewer: .provider, error: nil) else {
            Issue.record("\(path) is no page")
            return
        }
        #expect(showsPreview == path.hasSuffix("/dashboards"))
    }

    @Test("only who may change the maximum can edit it")
    func onlyWhoMayChangeTheMaximumCanEditIt() throws {
        for (viewer, mayEdit) in [
            (PageViewer.provider, true), (.customer(maySetMaximum: true), true),
            (.customer(maySetMaximum: false), false),
        ] {
            let text = try #require(Rendering.text(pages.page("/customers/acme", viewer: viewer, error: nil)))
            #expect(text.contains("id=\"licence-edit\"") == mayEdit)
            #expect(text.contains("data-may-change-maximum=\"\(mayEdit ? "yes" : "")\""))
        }
    }

    @Test("a client that asks a feed for a page learns that it has none")
    func aClientThatAsksAFeedForAPageLearnsThatItHasNone() throws {
        for path in ["/", "/customers/acme", "/tokens"] {
            let text = try #require(Rendering.text(pages.page(path, viewer: .feed, error: nil)))
            #expect(text.contains("This token has no pages"))
        }
    }

    @Test("what is not there is said with and without a viewer")
    func whatIsNotThereIsSaidWithAndWithoutAViewer() {
        for viewer in [nil, PageViewer.provider] {
            let answer = pages.notFound(viewer: viewer)
            #expect(Rendering.status(answer) == 404)
            #expect(Rendering.text(answer)?.contains("There is no such page") == true)
        }
    }

    /// Each text is a known way through an escape: markup, quotes, and signs that join with what follows.
    @Test(
        "what others wrote is text",
        arguments: [
            "<script>alert(1)</script>", "\" onload=\"x", "' x='", "\u{600}<img src=x>", "\"\u{301} x=\"", "{{x}}&",
        ])
    func whatOthersWroteIsText(hostile: String) throws {
        let viewer = PageViewer(
            name: hostile, role: "provider", customerId: nil, maySetMaximum: true, csrfToken: hostile)
        let calm = PageViewer(name: "N", role: "provider", customerId: nil, maySetMaximum: true, csrfToken: "N")
        for (page, model) in [
            (
                pages.page("/customers/acme", viewer: viewer, error: nil),
                pages.page("/customers/acme", viewer: calm, error: nil)
            ),
            (pages.page("/sign-in", viewer: nil, error: hostile), pages.page("/sign-in", viewer: nil, error: "N")),
        ] {
            let text = try #require(Rendering.text(page)).unicodeScalars
            let expected = try #require(Rendering.text(model)).unicodeScalars
            for sign: Unicode.Scalar in ["<", ">", "\"", "'"] {
                #expect(text.count { $0 == sign } == expected.count { $0 == sign }, "\(sign) got through")
            }
        }
    }
}
