import Values

/// The page on the TV: documents, one style and one script each, made from small files that a person can read.
///
/// A TV is slow and its connection may be bad, and the boards' port ends a connection with each answer. So the small
/// files are joined here: a page is three requests. The document names its script and style with their tags, so that
/// its own tag changes with either of them: a board that compares it knows that the gateway has another page.
package enum BoardPage {
    /// What the boards' port serves: the board at `/`, and its files.
    package static let boardFiles: [BoardFile] = files(
        document: ("/", PackageResources.board_html), folder: "/board/", scriptName: "board.js",
        script: ScriptBundle.joined(shared + boardOnly))

    /// What the admins' port serves for the dashboard editor: the same pictures without a gateway, in a frame.
    package static let previewFiles: [BoardFile] = files(
        document: ("/preview/", PackageResources.preview_html), folder: "/preview/", scriptName: "preview.js",
        script: ScriptBundle.joined(shared + previewOnly))

    private static func files(
        document: (path: String, bytes: [UInt8]), folder: String, scriptName: String, script: [UInt8]
    ) -> [BoardFile] {
        let style = BoardFile(folder + "board.css", mediaType: "text/css; charset=utf-8", bytes: styles)
        let script = BoardFile(folder + scriptName, mediaType: "text/javascript; charset=utf-8", bytes: script)
        var text = String(decoding: document.bytes, as: UTF8.self)
        for (name, file) in [("board.css", style), (scriptName, script)] {
            text = text.split(separator: "\(name)\"", omittingEmptySubsequences: false)
                .joined(separator: "\(name)?\(FileDigest.text(of: file.bytes))\"")
        }
        return [
            BoardFile(document.path, mediaType: "text/html; charset=utf-8", bytes: Array(text.utf8)), style, script,
        ]
    }

    private static var styles: [UInt8] {
        PackageResources.base_css + PackageResources.tiles_css + PackageResources.screens_css
    }

    /// Each after those that it imports.
    private static let shared: [(name: String, bytes: [UInt8])] = [
        ("dom.js", PackageResources.dom_js), ("format.js", PackageResources.format_js),
        ("figures.js", PackageResources.figures_js), ("alarms.js", PackageResources.alarms_js),
        ("paging.js", PackageResources.paging_js), ("layout.js", PackageResources.layout_js),
        ("text-size.js", PackageResources.text_size_js), ("wording.js", PackageResources.wording_js),
        ("freshness.js", PackageResources.freshness_js), ("defaults.js", PackageResources.defaults_js),
        ("gauge.js", PackageResources.gauge_js), ("rows.js", PackageResources.rows_js),
        ("tile-figure.js", PackageResources.tile_figure_js), ("tile-figures.js", PackageResources.tile_figures_js),
        ("tile-queues.js", PackageResources.tile_queues_js), ("tile-calls.js", PackageResources.tile_calls_js),
        ("tile-agents.js", PackageResources.tile_agents_js),
        ("tile-intervals.js", PackageResources.tile_intervals_js),
        ("tile-leaderboard.js", PackageResources.tile_leaderboard_js), ("tile-text.js", PackageResources.tile_text_js),
        ("dashboard.js", PackageResources.dashboard_js), ("frame.js", PackageResources.frame_js),
        ("qr.js", PackageResources.qr_js), ("screens.js", PackageResources.screens_js),
        ("stage.js", PackageResources.stage_js), ("merge-patch.js", PackageResources.merge_patch_js),
    ]

    private static let boardOnly: [(name: String, bytes: [UInt8])] = [
        ("session.js", PackageResources.session_js),
        ("server-clock.js", PackageResources.server_clock_js), ("memory.js", PackageResources.memory_js),
        ("address.js", PackageResources.address_js), ("line.js", PackageResources.line_js),
        ("caretaker.js", PackageResources.caretaker_js),
        ("wall.js", PackageResources.wall_js), ("board-page.js", PackageResources.board_page_js),
    ]

    private static let previewOnly: [(name: String, bytes: [UInt8])] = [
        ("samples.js", PackageResources.samples_js), ("preview-page.js", PackageResources.preview_page_js),
    ]
}

/// A file that a browser asks for, whole and tagged.
package struct BoardFile: Hashable, Sendable {
    /// Where it is served: `/`, or a path such as `/board/board.css`.
    package let path: String
    /// Such as `text/css; charset=utf-8`.
    package let mediaType: String
    /// The whole file.
    package let bytes: [UInt8]
    /// A strong entity tag with its quotes (RFC 9110, section 8.8.3). It changes with the bytes and with nothing else.
    package let entityTag: String

    init(_ path: String, mediaType: String, bytes: [UInt8]) {
        self.path = path
        self.mediaType = mediaType
        self.bytes = bytes
        entityTag = "\"\(FileDigest.text(of: bytes))\""
    }
}
