//! Any bytes as a query.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| railwright::fuzz::aql(data));
