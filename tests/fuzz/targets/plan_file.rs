//! Any bytes as a saved plan.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| railwright::fuzz::plan_file(data));
