//! The rendered twin of a Markdown text.

/// Shows each paragraph of `markdown` as one of HTML. Marks inside it stay as they are: no client of the API reads
/// the twin instead of the text.
pub(super) fn html(markdown: &str) -> String {
    let mut html = String::new();
    for paragraph in markdown.replace("\r\n", "\n").split("\n\n") {
        let paragraph = paragraph.trim();
        if !paragraph.is_empty() {
            html.extend(["<p>", &escaped(paragraph), "</p>"]);
        }
    }
    html
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
