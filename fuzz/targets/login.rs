#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| broadworks_cap::laws::login(data));
