//! Escaping: one table of what is written as a reference, and what follows from it.

use super::chars::is_char;

/// A character that is written as a reference.
struct Escape {
    character: char,
    reference: &'static str,
    /// Between tags as well as in an attribute value.
    in_text: bool,
}

/// Every character that is written as a reference; the others are written as they are, or cannot be
/// written at all.
///
/// A line break is one of them, so that a document stays on one line, and so is every white space but
/// the space in a value, where a reader would make a space of it.
const ESCAPES: [Escape; 7] = [
    Escape { character: '&', reference: "&amp;", in_text: true },
    Escape { character: '<', reference: "&lt;", in_text: true },
    Escape { character: '>', reference: "&gt;", in_text: true },
    Escape { character: '"', reference: "&quot;", in_text: false },
    Escape { character: '\n', reference: "&#10;", in_text: true },
    Escape { character: '\r', reference: "&#13;", in_text: true },
    Escape { character: '\t', reference: "&#9;", in_text: false },
];

/// The place that text is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// Between tags.
    Text,
    /// Into an attribute value.
    Attribute,
}

impl Target {
    const fn bit(self) -> u8 {
        match self {
            Self::Text => 1,
            Self::Attribute => 2,
        }
    }

    /// Returns `true` if the byte cannot simply be copied: the character that it begins is written as a
    /// reference, or perhaps cannot be written.
    #[inline]
    pub const fn is_special(self, byte: u8) -> bool {
        SPECIAL[byte as usize] & self.bit() != 0
    }

    /// The reference that the character is written as, if it is.
    pub fn reference(self, c: char) -> Option<&'static str> {
        let escape = ESCAPES.iter().find(|escape| escape.character == c)?;
        (escape.in_text || self == Self::Attribute).then_some(escape.reference)
    }
}

/// First byte of the two characters beyond ASCII that XML forbids, U+FFFE and U+FFFF.
const FORBIDDEN_LEAD: u8 = {
    let mut bytes = [0; 3];
    '\u{fffe}'.encode_utf8(&mut bytes);
    bytes[0]
};

/// For each byte the targets that it is special for.
static SPECIAL: [u8; 256] = {
    let mut special = [0; 256];
    let both = Target::Text.bit() | Target::Attribute.bit();
    let mut byte = 0_u8;
    while byte < 0x80 {
        if !is_char(byte as char) {
            special[byte as usize] = both;
        }
        byte += 1;
    }
    special[FORBIDDEN_LEAD as usize] = both;
    let mut index = 0;
    while index < ESCAPES.len() {
        let Escape { character, in_text, .. } = ESCAPES[index];
        assert!(character.is_ascii(), "a byte of its own");
        special[character as usize] = if in_text { both } else { Target::Attribute.bit() };
        index += 1;
    }
    special
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::simd::scan;

    /// The SIMD predicate knows no target: it finds what is special for any.
    #[test]
    fn many_bytes_at_a_time_are_judged_like_one() {
        for byte in 0..=u8::MAX {
            let special = Target::Text.is_special(byte) || Target::Attribute.is_special(byte);
            for length in 1..=70 {
                for at in [0, length / 2, length - 1] {
                    let mut bytes = [b'x'; 70];
                    bytes[at] = byte;
                    assert_eq!(scan::needs_no_escape(&bytes[..length]), !special, "{byte:#x} at {at} of {length}");
                }
            }
        }
    }

    #[test]
    fn special_is_what_has_a_reference_or_cannot_be_written() {
        for target in [Target::Text, Target::Attribute] {
            for c in '\0'..='\u{ffff}' {
                let lead = c.encode_utf8(&mut [0; 4]).as_bytes()[0];
                let careful = target.reference(c).is_some() || !is_char(c);
                assert!(!careful || target.is_special(lead), "{c:?}");
                assert!(careful || !c.is_ascii() || !target.is_special(lead), "{c:?}");
            }
        }
    }
}
