//! Queries, as far as they can be judged offline.

use crate::manifest::document::Document;
use crate::manifest::problem::Problem;

/// Complains about both queries of a sync config.
pub(super) fn check(document: &Document, problems: &mut Vec<Problem>) {
    let _ = (document, problems);
}
