//! Pictures of `TestRail` itself in plain texts: steps that came from there have them in its Markdown.

/// A picture in a text.
#[derive(Debug)]
pub(super) struct OwnPicture<'t> {
    pub(super) before: &'t str,
    pub(super) alt: &'t str,
    pub(super) address: &'t str,
    pub(super) after: &'t str,
}

/// Returns the first picture in a line.
pub(super) fn own_picture(line: &str) -> Option<OwnPicture<'_>> {
    const ADDRESS: &str = "](index.php?/attachments/";
    let middle = line.find(ADDRESS)?;
    let (head, tail) = line.split_at(middle);
    let (before, alt) = head.rsplit_once("![")?;
    let (address, after) = tail[2..].split_once(')')?;
    let is_whole = !alt.contains(']') && !address.contains(char::is_whitespace);
    is_whole.then_some(OwnPicture {
        before,
        alt,
        address,
        after,
    })
}
