//! The rendered twin of a Markdown text.

/// Shows each paragraph of `markdown` as one of HTML. Marks inside it stay as they are: no client of the API reads
/// the twin instead of the text.
pub(super) fn html(markdown: &str) -> String {
    markdown
        .replace("\r\n", "\n")
        .split("\n\n")
        .map(str::trim)
        .filter(|paragraph| !paragraph.is_empty())
        .map(|paragraph| format!("<p>{}</p>", escaped(paragraph)))
        .collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
