//! White space between tags, as long as the last time.

use super::scan;
use crate::xml::is_space;

/// Bytes of white space that stood between the last two tags. As many are predicted again.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Gap(u32);

impl Gap {
    /// Behind the white space at `at`. Most documents have none between tags.
    #[inline(always)]
    pub fn behind(&mut self, bytes: &[u8], at: u32) -> u32 {
        if bytes.get(at as usize) == Some(&b'<') { at } else { self.behind_white_space(bytes, at) }
    }

    /// The length is predicted and verified, not computed, so that a processor can go on behind it before it
    /// has looked at the white space.
    #[inline(never)]
    fn behind_white_space(&mut self, bytes: &[u8], at: u32) -> u32 {
        let rest = bytes.get(at as usize..).unwrap_or_default();
        let others = scan::no_indentation(rest);
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
