//! Paths: access to one field of a document by its wire names.

use super::Schema;
use super::tape::Places;

/// Returns the word of the value at a path from an element, such as `user/call[1]/state`. Names are wire names in
/// any spelling of the tables, and a number in brackets counts the items of a list from 0. The last name may be
/// that of an attribute. `None` if nothing is there, or an element that is not a leaf.
pub(crate) fn lookup(places: Places<'_>, mut schema: &'static Schema, mut base: usize, path: &str) -> Option<u64> {
    let mut segments = path.split('/').peekable();
    while let Some(segment) = segments.next() {
        let (name, index) = match segment.strip_suffix(']').and_then(|segment| segment.split_once('[')) {
            Some((name, index)) => (name, index.parse().ok()?),
            None => (segment, 0),
        };
        let row = schema.find(name, false).or_else(|| schema.find(name, true))?;
        let (declared, word) = (&schema.rows[row], places.word(base + 1 + row));
        let word = if declared.many {
            let item = places.items(word).nth(index)?;
            if declared.inner.is_some() { item as u64 } else { places.word(item + 1) }
        } else {
            Some(word).filter(|_| index == 0)?
        };
        if word == 0 {
            return None;
        }
        match (declared.inner, segments.peek()) {
            (Some(inner), Some(_)) => (schema, base) = (inner, word as usize),
            (None, None) => return Some(word),
            // An element with text of its own stands for that.
            (Some(inner), None) => {
                let text = places.word(word as usize + 1 + inner.text_row()?);
                return Some(text).filter(|text| *text != 0);
            }
            (None, Some(_)) => return None,
        }
    }
    None
}
