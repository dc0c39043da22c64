//! Guards: numbers that nobody meant.

codes! {
    GuardCode:
    "RW0601" TooManyChanges { changes: usize, max: usize };
    "RW0602" TooLargeShare { changes: usize, percent: usize, in_scope: usize,
        /// True where launches are counted, too.
        with_launches: bool };
    "RW0603" TooManyCreates { creates: usize, max: usize };
    "RW0604" TooManyUpdates { updates: usize, max: usize };
    "RW0605" TooManyUpdatesOfAll { updates: usize, percent: usize, matched: usize };
    "RW0606" NothingInScope { marked: usize };
    "RW0607" FieldEmptied { field: String, cases: usize };
    "RW0608" TooManyTwins { twins: usize, max: usize };
    "RW0609" TooManyFirstLaunches { launches: usize, max: usize };
}
