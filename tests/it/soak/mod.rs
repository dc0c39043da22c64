//! Laws as matrices. A sample of each runs with all other tests; `tests/soak/run` runs the whole.

mod cells;
mod kept;
mod once;
mod people;
mod shop;
mod tally;
