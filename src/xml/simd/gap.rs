//! Prediction of the white space between two tags.
//!
//! # Contract
//!
//! [`Gap::skip`] returns the offset after all white space at an offset, whatever was predicted. The
//! prediction affects only the time.
//!
//! # Scheme
//!
//! An indented document has nearly the same white space before each of a row of siblings, so the length of
//! the last gap is the prediction for the next:
//!
//! ```text
//! \n      <state>2</state>\n      <remoteNumber>
//! |------|                |------|
//! 7 bytes, counted        7 bytes, predicted: they are white space and the next byte is `<`
//! ```
//!
//! The new offset is the sum of two known numbers. A processor speculates on the comparison and continues
//! at that offset at once; a counted length is available only after the load, the comparison and the
//! bit scan that compute it, and everything after it waits.

use super::scan;
use crate::xml::is_space;

/// Predictor of the white space between tags: the length of the last gap, in bytes.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Gap(u32);

impl Gap {
    /// Skips white space. Most documents have none between tags.
    #[inline(always)]
    pub fn skip(&mut self, bytes: &[u8], at: u32) -> u32 {
        if bytes.get(at as usize) == Some(&b'<') { at } else { self.skip_white_space(bytes, at) }
    }

    /// Verifies the prediction, or counts.
    #[inline(never)]
    fn skip_white_space(&mut self, bytes: &[u8], at: u32) -> u32 {
        let rest = bytes.get(at as usize..).unwrap_or_default();
        let others = scan::non_indentation(rest);
        if let Some(others) = others
            && self.0 < 32
            && others & !(!0 << self.0) == 0
            && rest.get(self.0 as usize) == Some(&b'<')
        {
            return at + self.0;
        }
        self.0 = match others.map(u32::trailing_zeros).filter(|gap| rest.get(*gap as usize) == Some(&b'<')) {
            Some(gap) => gap,
            None => rest.iter().take_while(|byte| is_space(**byte)).count() as u32,
        };
        at + self.0
    }
}
