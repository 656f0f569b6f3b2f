//! Comparison of every scan and predicate with a loop over single bytes.

use super::*;

/// Compares a scan with a loop over single bytes: every byte, at every place of inputs of all lengths
/// up to 40, from every offset.
fn check_find(scan: impl Fn(&[u8], usize) -> usize, filler: u8, expected: impl Fn(u8) -> bool) {
    for byte in 0..=u8::MAX {
        for length in 0..=40_usize {
            for place in [0, length / 2, length.saturating_sub(1)] {
                let mut bytes = [filler; 40];
                bytes[place.min(39)] = byte;
                let bytes = &bytes[..length];
                for at in [0, 1, 16, 17, length, length + 1] {
                    let tail = bytes.get(at..).unwrap_or_default();
                    let found = tail.iter().position(|byte| expected(*byte)).map_or(length, |more| at + more);
                    assert_eq!(scan(bytes, at), found, "{byte:#x} at {place} of {length}, from {at}");
                }
            }
        }
    }
}

#[test]
fn a_scan_finds_what_a_loop_finds() {
    check_find(find_angle, b'x', |byte| matches!(byte, b'<' | b'>'));
    check_find(find_special_in_text, b'x', |byte| matches!(byte, b'<' | b'&' | b']' | b'\r'));
    check_find(find_in_tag, b'x', |byte| matches!(byte, b'<' | b'>' | b'"' | b'\'' | b'#' | b'&'));
    for quote in [b'"', b'\''] {
        let is_end = |byte| byte == quote || byte == b'<';
        check_find(|bytes, at| find_quote(bytes, at, quote), b'x', is_end);
        let is_end = |byte: u8| byte < b' ' || is_end(byte);
        check_find(|bytes, at| find_quote_or_control(bytes, at, quote), b'x', is_end);
    }
    let may_be_forbidden = |byte: u8| byte == 0xef || byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r');
    check_find(find_forbidden, b'x', may_be_forbidden);
    check_find(skip_letters, b'x', |byte| !byte.is_ascii_alphabetic());
}

#[test]
fn a_predicate_of_any_byte_is_that_of_a_loop() {
    for byte in 0..=u8::MAX {
        for length in 1..=70 {
            for place in [0, length / 2, length - 1] {
                let mut bytes = [b'x'; 70];
                bytes[place] = byte;
                let shown = || alloc::format!("{byte:#x} at {place} of {length}");
                let bytes = &bytes[..length];
                let is_control = byte < b' ';
                let unescape = matches!(byte, b'&' | b'\r' | b'\t');
                assert_eq!(needs_unescape(bytes), unescape, "{}", shown());
                let findings = examine(bytes);
                assert_eq!(findings.needs_unescape, unescape, "{}", shown());
                let forbidden = byte == 0xef || is_control && !matches!(byte, b'\t' | b'\n' | b'\r');
                assert_eq!(findings.may_be_forbidden, forbidden, "{}", shown());
                let Unusual { characters, references } = unusual(bytes);
                assert_eq!((characters, references), (is_control || !byte.is_ascii(), byte == b'&'), "{}", shown());
                // In UTF-8 a continuation byte follows another non-ASCII byte.
                if byte.is_ascii() || byte >= 0xc2 {
                    let special = is_control || !byte.is_ascii() || byte == b'&';
                    assert_eq!(has_special(bytes), special, "{}", shown());
                }
            }
        }
    }
}

#[test]
fn a_mask_has_the_bits_of_a_loop() {
    for byte in 0..=u8::MAX {
        for place in 0..32 {
            let mut bytes = [b'x'; 32];
            bytes[place] = byte;
            let bits = |predicate: &dyn Fn(u8) -> bool| {
                bytes.iter().rev().fold(0_u32, |bits, byte| bits << 1 | u32::from(predicate(*byte)))
            };
            let is_unplain = |byte: u8| byte < b' ' || !byte.is_ascii() || byte == b'&' || byte == b'<';
            let [low, high] = [0, 16].map(|at| u8x16::new(core::array::from_fn(|lane| bytes[at + lane])));
            let text = bits(&|byte| is_unplain(byte) || byte == b'>');
            assert_eq!(ends_plain_text(low) | ends_plain_text(high) << 16, text);
            let value = bits(&|byte| is_unplain(byte) || byte == b'"');
            assert_eq!(ends_plain_value(low) | ends_plain_value(high) << 16, value);
            assert_eq!(non_letters([low, high]), bits(&|byte| !byte.is_ascii_alphabetic()));
            assert_eq!(non_indentation(&bytes), Some(bits(&|byte| !matches!(byte, b' ' | b'\n'))));
        }
    }
    assert_eq!(non_indentation(&[b' '; 31]), None);
}

#[test]
fn every_open_angle_bracket_is_returned_once() {
    for length in 0..200 {
        for every in [1, 2, 7, 63, 64, 65] {
            let mut bytes = [b'x'; 200];
            bytes.iter_mut().step_by(every).for_each(|byte| *byte = b'<');
            for at in [0, 1, 64, length, length + 1] {
                let expected = (at..length).filter(|at| at % every == 0);
                assert!(OpenAngles::new(&bytes[..length], at).eq(expected), "every {every} of {length} from {at}");
            }
        }
    }
}

#[test]
fn a_tag_ends_outside_quotation_marks() {
    let ends = [(r#"a="x>y" b="z">"#, Some(13)), (">", Some(0)), (r#"a=">"#, None), ("a='>'>", None), ("a", None)];
    for (tag, end) in ends {
        let mut bytes = [b' '; 66];
        bytes[2..2 + tag.len()].copy_from_slice(tag.as_bytes());
        assert_eq!(tag_end_in_block(&bytes, 2), end.map(|end| end + 2), "{tag}");
        assert_eq!(tag_end_in_block(&bytes[..65], 2), None, "no whole block");
    }
}
