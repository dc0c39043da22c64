//! Any bytes as an answer of TestRail.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| railwright::fuzz::testrail_answer(data));
