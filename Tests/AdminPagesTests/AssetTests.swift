import AdminPages
import Testing

/// The files that pages refer to, and the rules of the content security policy that hold for both.
struct AssetTests {
    let pages: AdminPages

    init() throws { pages = try AdminPages() }

    @Test("every file that a page or a module names is there")
    func everyFileThatAPageOrAModuleNamesIsThere() throws {
        var waiting = try Rendering.everyDocument(of: pages).flatMap { text in
            text.matches(of: /(?:href|src)="(\/assets\/[^"#]+)/).map { String($0.1) }
        }
        #expect(waiting.count > 100)
        var seen: Set<String> = []
        while let path = waiting.popLast() {
            guard seen.insert(path).inserted else { continue }
            let asset = try #require(pages.asset(path), "\(path) is not there")
            let text = String(decoding: asset.bytes, as: UTF8.self)
            waiting += text.matches(of: /from "\.\/([^"]+)"/).map { "/assets/\($0.1)" }
            waiting += text.matches(of: /["`(](\/assets\/[^"`#)$]+)/).map { String($0.1) }
        }
        #expect(seen.count > 40)
        #expect(seen.contains("/assets/icons.svg"))
        #expect(seen == Set(Rendering.assetPaths), "a file is served that nothing refers to, or one is missing here")
    }

    @Test("every icon that is named is in the sprite")
    func everyIconThatIsNamedIsInTheSprite() throws {
        let sprite = try text("icons.svg")
        let icons = Set(sprite.matches(of: /<symbol id="([^"]+)"/).map { String($0.1) })
        var used = try Rendering.everyDocument(of: pages).flatMap { text in
            text.matches(of: /icons\.svg#([a-z]+)/).map { String($0.1) }
        }
        for path in Rendering.assetPaths where path.hasSuffix(".js") {
            let module = String(decoding: try #require(pages.asset(path)).bytes, as: UTF8.self)
            used += module.matches(of: /icon\("([a-z]+)"\)/).map { String($0.1) }
        }
        #expect(Set(used).isSubset(of: icons), "\(Set(used).subtracting(icons)) is not drawn")
    }

    @Test("no page has script or style in it")
    func noPageHasScriptOrStyleInIt() throws {
        for text in try Rendering.everyDocument(of: pages) {
            for script in text.matches(of: /<script\b([^>]*)>(.*?)<\/script>/) {
                #expect(script.1.contains("src=\"/assets/"))
                #expect(script.2.isEmpty)
            }
            #expect(!text.contains("<style"))
            #expect(text.firstMatch(of: /\sstyle\s*=/) == nil)
            #expect(text.firstMatch(of: /\son[a-z]+\s*=/) == nil)
            #expect(!text.contains("javascript:"))
            #expect(
                text.firstMatch(of: /(?:href|src|action)="(?:https?:)?\/\//) == nil, "something of others is loaded")
        }
    }

    @Test("no module makes markup of text")
    func noModuleMakesMarkupOfText() throws {
        for path in Rendering.assetPaths where path.hasSuffix(".js") {
            let module = String(decoding: try #require(pages.asset(path)).bytes, as: UTF8.self)
            for word in [
                "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "cssText",
                "setAttribute(\"style\"", "http://", "https://",
            ] {
                // The namespace of SVG is a name, and nothing is loaded from it.
                let text = module.replacing("http://www.w3.org/2000/svg", with: "")
                #expect(!text.contains(word), "\(path) uses \(word)")
            }
            #expect(module.hasPrefix("/**\n"), "\(path) does not begin by saying what it is")
            #expect(module.split(separator: "\n", omittingEmptySubsequences: false).count <= 300, "\(path) is too long")
        }
    }

    @Test("files have their type and a tag of their own")
    func filesHaveTheirTypeAndATagOfTheirOwn() throws {
        let types = ["css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"]
        var tags: Set<String> = []
        for path in Rendering.assetPaths {
            let asset = try #require(pages.asset(path))
            #expect(asset.mediaType == types[String(path.split(separator: ".").last ?? "")])
            #expect(asset.entityTag.wholeMatch(of: /"[0-9a-f]+"/) != nil)
            #expect(!asset.bytes.isEmpty)
            tags.insert(asset.entityTag)
        }
        #expect(tags.count == Rendering.assetPaths.count)
        #expect(try AdminPages().asset("/assets/base.css") == pages.asset("/assets/base.css"))
    }

    @Test("nothing else is a file")
    func nothingElseIsAFile() {
        for path in [
            "/assets/", "/assets/none.css", "base.css", "/assets/../base.css", "/base.css", "/assets/page-top.mustache",
        ] {
            #expect(pages.asset(path) == nil, "\(path) is served")
        }
    }

    private func text(_ name: String) throws -> String {
        String(decoding: try #require(pages.asset("/assets/\(name)")).bytes, as: UTF8.self)
    }
}
