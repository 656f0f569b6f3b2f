#![no_main]

#[path = "../../tests/common/rival.rs"]
mod rival;

libfuzzer_sys::fuzz_target!(|data: &[u8]| broadworks_cap::laws::differential(data, rival::judge));
