//! Any bytes as an answer of TestOps.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| railwright::fuzz::testops_answer(data));
