//! Any order of calls of the C interface, with whatever handles and content, does nothing but return statuses.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| capi::sequence::run(bytes));
