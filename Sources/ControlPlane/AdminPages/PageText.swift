import Mustache

/// Text that others wrote, safe in HTML: in content and in quoted attributes. Templates name it with three braces.
///
/// Mustache's own escaping looks at characters as a reader sees them, so that a sign such as U+0600, which joins with the
/// `<` behind it, would carry a tag through. Here each Unicode scalar is looked at by itself, as a browser does. With two
/// braces the text would be escaped twice, which is ugly but safe.
struct PageText: MustacheCustomRenderable {
    let renderText: String

    init(_ text: String) {
        renderText = text.unicodeScalars.reduce(into: "") { escaped, scalar in
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
    }

    var isNull: Bool { false }
}
