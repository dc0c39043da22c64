//! Lines that begin with the marks of the blocks that they are in.

/// What was written so far, and what every further line begins with: marks of quotes, indentation of lists.
#[derive(Debug, Default)]
pub(super) struct PrefixedLines {
    pub(super) out: String,
    prefix: String,
}

impl PrefixedLines {
    /// Begins a block whose further lines begin with `further`; returns what ends it.
    pub(super) fn open(&mut self, first: &str, further: &str) -> usize {
        self.out.push_str(first);
        let length = self.prefix.len();
        self.prefix.push_str(further);
        length
    }

    /// Ends the block that [`Self::open`] began.
    pub(super) fn close(&mut self, length: usize) {
        self.prefix.truncate(length);
    }

    pub(super) fn lines(&mut self, text: &str) {
        for (place, line) in text.split('\n').enumerate() {
            self.line_feed_after(place);
            self.out.push_str(line);
        }
    }

    pub(super) fn line_feed(&mut self) {
        self.out.push('\n');
        self.out.push_str(&self.prefix);
    }

    /// Ends the line before this one of several.
    pub(super) fn line_feed_after(&mut self, place: usize) {
        if place > 0 {
            self.line_feed();
        }
    }
}
