import Values

extension AdminPages {
    /// The files under `Assets`, by their name below `/assets/`.
    static let files: [(name: String, asset: PageAsset)] = [
        ("api.js", PageAsset(PackageResources.api_js, mediaType: script)),
        ("audit-page.js", PageAsset(PackageResources.audit_page_js, mediaType: script)),
        ("badge.js", PageAsset(PackageResources.badge_js, mediaType: script)),
        ("base.css", PageAsset(PackageResources.base_css, mediaType: style)),
        ("board-rows.js", PageAsset(PackageResources.board_rows_js, mediaType: script)),
        ("board-store.js", PageAsset(PackageResources.board_store_js, mediaType: script)),
        ("board-stream.js", PageAsset(PackageResources.board_stream_js, mediaType: script)),
        ("boards-page.js", PageAsset(PackageResources.boards_page_js, mediaType: script)),
        ("boards.css", PageAsset(PackageResources.boards_css, mediaType: style)),
        ("conflict.js", PageAsset(PackageResources.conflict_js, mediaType: script)),
        ("customer.js", PageAsset(PackageResources.customer_js, mediaType: script)),
        ("customers-page.js", PageAsset(PackageResources.customers_page_js, mediaType: script)),
        ("dashboard-alarm.js", PageAsset(PackageResources.dashboard_alarm_js, mediaType: script)),
        ("dashboard-cards.js", PageAsset(PackageResources.dashboard_cards_js, mediaType: script)),
        ("dashboard-choice.js", PageAsset(PackageResources.dashboard_choice_js, mediaType: script)),
        ("dashboard-editor.js", PageAsset(PackageResources.dashboard_editor_js, mediaType: script)),
        ("dashboard-fields.js", PageAsset(PackageResources.dashboard_fields_js, mediaType: script)),
        ("dashboard-list.js", PageAsset(PackageResources.dashboard_list_js, mediaType: script)),
        ("dashboard-preview.js", PageAsset(PackageResources.dashboard_preview_js, mediaType: script)),
        ("dashboard-queues.js", PageAsset(PackageResources.dashboard_queues_js, mediaType: script)),
        ("dashboard-tile.js", PageAsset(PackageResources.dashboard_tile_js, mediaType: script)),
        ("dashboard-words.js", PageAsset(PackageResources.dashboard_words_js, mediaType: script)),
        ("dashboards-page.js", PageAsset(PackageResources.dashboards_page_js, mediaType: script)),
        ("dashboards.css", PageAsset(PackageResources.dashboards_css, mediaType: style)),
        ("device-actions.js", PageAsset(PackageResources.device_actions_js, mediaType: script)),
        ("device-dialog.js", PageAsset(PackageResources.device_dialog_js, mediaType: script)),
        ("devices-page.js", PageAsset(PackageResources.devices_page_js, mediaType: script)),
        ("dialog.js", PageAsset(PackageResources.dialog_js, mediaType: script)),
        ("element.js", PageAsset(PackageResources.element_js, mediaType: script)),
        ("enrolment-keys.js", PageAsset(PackageResources.enrolment_keys_js, mediaType: script)),
        ("favicon.svg", PageAsset(PackageResources.favicon_svg, mediaType: image)),
        ("feed.js", PageAsset(PackageResources.feed_js, mediaType: script)),
        ("figures.css", PageAsset(PackageResources.figures_css, mediaType: style)),
        ("form.js", PageAsset(PackageResources.form_js, mediaType: script)),
        ("forms.css", PageAsset(PackageResources.forms_css, mediaType: style)),
        ("goal-fields.js", PageAsset(PackageResources.goal_fields_js, mediaType: script)),
        ("icons.svg", PageAsset(PackageResources.icons_svg, mediaType: image)),
        ("ledger-page.js", PageAsset(PackageResources.ledger_page_js, mediaType: script)),
        ("ledger-verify.js", PageAsset(PackageResources.ledger_verify_js, mediaType: script)),
        ("ledger-words.js", PageAsset(PackageResources.ledger_words_js, mediaType: script)),
        ("licence-edit.js", PageAsset(PackageResources.licence_edit_js, mediaType: script)),
        ("licences-page.js", PageAsset(PackageResources.licences_page_js, mediaType: script)),
        ("notice.js", PageAsset(PackageResources.notice_js, mediaType: script)),
        ("pair-page.js", PageAsset(PackageResources.pair_page_js, mediaType: script)),
        ("pairing.js", PageAsset(PackageResources.pairing_js, mediaType: script)),
        ("parts.css", PageAsset(PackageResources.parts_css, mediaType: style)),
        ("print.css", PageAsset(PackageResources.print_css, mediaType: style)),
        ("refusals.js", PageAsset(PackageResources.refusals_js, mediaType: script)),
        ("sessions.js", PageAsset(PackageResources.sessions_js, mediaType: script)),
        ("settings-page.js", PageAsset(PackageResources.settings_page_js, mediaType: script)),
        ("shell.css", PageAsset(PackageResources.shell_css, mediaType: style)),
        ("seat-back.js", PageAsset(PackageResources.seat_back_js, mediaType: script)),
        ("shell.js", PageAsset(PackageResources.shell_js, mediaType: script)),
        ("surplus.js", PageAsset(PackageResources.surplus_js, mediaType: script)),
        ("table.js", PageAsset(PackageResources.table_js, mediaType: script)),
        ("tables.css", PageAsset(PackageResources.tables_css, mediaType: style)),
        ("time.js", PageAsset(PackageResources.time_js, mediaType: script)),
        ("tokens-page.js", PageAsset(PackageResources.tokens_page_js, mediaType: script)),
        ("usage-chart.js", PageAsset(PackageResources.usage_chart_js, mediaType: script)),
        ("usage-page.js", PageAsset(PackageResources.usage_page_js, mediaType: script)),
        ("user-choice.js", PageAsset(PackageResources.user_choice_js, mediaType: script)),
        ("user-form.js", PageAsset(PackageResources.user_form_js, mediaType: script)),
        ("user-import.js", PageAsset(PackageResources.user_import_js, mediaType: script)),
        ("users-page.js", PageAsset(PackageResources.users_page_js, mediaType: script)),
        ("viewer.js", PageAsset(PackageResources.viewer_js, mediaType: script)),
        ("waiting-boards.js", PageAsset(PackageResources.waiting_boards_js, mediaType: script)),
        ("words.js", PageAsset(PackageResources.words_js, mediaType: script)),
    ]

    /// The files under `Templates`, by the name that other templates know them by.
    static let templates: [(name: String, bytes: [UInt8])] = [
        ("audit", PackageResources.audit_mustache),
        ("boards", PackageResources.boards_mustache),
        ("customers", PackageResources.customers_mustache),
        ("dashboards", PackageResources.dashboards_mustache),
        ("devices", PackageResources.devices_mustache),
        ("ledger", PackageResources.ledger_mustache),
        ("licences", PackageResources.licences_mustache),
        ("no-pages", PackageResources.no_pages_mustache),
        ("not-found", PackageResources.not_found_mustache),
        ("page-end", PackageResources.page_end_mustache),
        ("page-top", PackageResources.page_top_mustache),
        ("pair", PackageResources.pair_mustache),
        ("pairing-form", PackageResources.pairing_form_mustache),
        ("settings", PackageResources.settings_mustache),
        ("sign-in", PackageResources.sign_in_mustache),
        ("tokens", PackageResources.tokens_mustache),
        ("usage", PackageResources.usage_mustache),
        ("users", PackageResources.users_mustache),
    ]

    private static let style = "text/css; charset=utf-8"
    private static let script = "text/javascript; charset=utf-8"
    private static let image = "image/svg+xml"
}

/// A file that pages refer to: style, script or icons.
package struct PageAsset: Hashable, Sendable {
    /// The whole file.
    package let bytes: [UInt8]
    /// Such as `text/css; charset=utf-8`.
    package let mediaType: String
    /// A strong entity tag with its quotes (RFC 9110, section 8.8.3). It changes with the bytes and with nothing
    /// else, so that a browser may keep the file and only revalidate it.
    package let entityTag: String

    /// Takes a file that has its tag already.
    package init(bytes: [UInt8], mediaType: String, entityTag: String) {
        self.bytes = bytes
        self.mediaType = mediaType
        self.entityTag = entityTag
    }

    /// Tags the file.
    init(_ bytes: [UInt8], mediaType: String) {
        self.init(bytes: bytes, mediaType: mediaType, entityTag: "\"\(FileDigest.text(of: bytes))\"")
    }
}
