//! What goes into one request, so that a plan announces as many requests as are sent.

mod results;

use std::ops::Range;

pub(crate) use results::{MAX_BATCH_RESULTS, result_batches};

/// The most bytes that one request holds, roughly. Web servers in front of TestRail commonly stop at one megabyte.
pub(crate) const MAX_BATCH_BYTES: usize = 900_000;

/// Splits rows into runs of neighbours, bounded in number and size. Each row has a size and something that all rows of
/// a batch have in common.
pub(crate) fn batches<C: PartialEq>(
    rows: impl Iterator<Item = (usize, C)>,
    most: usize,
) -> Vec<Range<usize>> {
    let mut batches: Vec<Range<usize>> = Vec::new();
    let mut bytes = 0;
    let mut common = None;
    for (index, (size, own)) in rows.enumerate() {
        match batches.last_mut() {
            Some(batch)
                if batch.len() < most
                    && bytes + size <= MAX_BATCH_BYTES
                    && common.as_ref() == Some(&own) =>
            {
                batch.end += 1;
                bytes += size;
            }
            _ => {
                batches.push(index..index + 1);
                bytes = size;
                common = Some(own);
            }
        }
    }
    batches
}

/// The bytes of a text between JSON's quotes.
pub(crate) fn escaped(text: &str) -> usize {
    text.bytes()
        .map(|byte| match byte {
            b'"' | b'\\' | b'\n' | b'\r' | b'\t' => 2,
            0..0x20 => 6,
            _ => 1,
        })
        .sum()
}
