//! Paths: access to one field of an element by its wire names, such as `user/call[1]/state`.
//!
//! A path is a list of names in any spelling of the tables, with `/` between them. A number in brackets counts
//! the items of a list from 0; without a number, the path selects the first item. The last name may be that of
//! an attribute. An element that has text of its own stands for that.

use core::fmt;

use super::tape::Places;
use super::{Element, Schema, Slot};
use crate::xml::Text;

/// The error of a path that does not lead to a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathError {
    reason: &'static str,
    place: usize,
}

impl PathError {
    pub(crate) const fn new(reason: &'static str, place: usize) -> Self {
        Self { reason, place }
    }

    /// Returns the offset of the name in the path that the error is about, in bytes.
    #[must_use]
    pub const fn place(&self) -> usize {
        self.place
    }
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (at byte {} of the path)", self.reason, self.place)
    }
}

impl core::error::Error for PathError {}

/// Splits a segment of a path into its name and its index. `None` if the index is not a number.
fn step(segment: &str) -> Option<(&str, usize)> {
    match segment.strip_suffix(']').and_then(|segment| segment.split_once('[')) {
        Some((name, index)) => Some((name, index.parse().ok()?)),
        None => Some((segment, 0)),
    }
}

/// Returns the index of the row with this name, which is a child rather than an attribute if there are both.
fn find(schema: &Schema, name: &str) -> Option<usize> {
    schema.find(name, false).or_else(|| schema.find(name, true))
}

/// Returns the word of the value at a path, given by its segments, from the element at `base` of a tape. `None` if
/// nothing is there, or an element that is not a leaf.
pub(crate) fn lookup<'p>(
    places: Places<'_>,
    mut schema: &'static Schema,
    mut base: usize,
    path: impl Iterator<Item = &'p str>,
) -> Option<u64> {
    let mut segments = path.peekable();
    while let Some(segment) = segments.next() {
        let (name, index) = step(segment)?;
        let row = find(schema, name)?;
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
            (Some(inner), None) => {
                let text = places.word(word as usize + 1 + inner.text_row()?);
                return Some(text).filter(|text| *text != 0);
            }
            (None, Some(_)) => return None,
        }
    }
    None
}

/// Access to fields by path.
impl<'a> dyn Element<'a> + '_ {
    /// Returns the text at a path of wire names, such as `user/call[1]/state`.
    ///
    /// Names may have any spelling that the tables know. A number in brackets counts the items of a list from 0;
    /// without a number, the path selects the first item. The last name may be that of an attribute. Returns `None`
    /// if nothing is there, or an element that has children.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<Text<'_>> {
        let (above, name) = path.rsplit_once('/').map_or((None, path), |(above, name)| (Some(above), name));
        let mut element = self;
        for segment in above.into_iter().flat_map(|above| above.split('/')) {
            let (name, index) = step(segment)?;
            element = element.slot(find(element.schema(), name)?).element(index)?;
        }
        let (name, index) = step(name)?;
        let slot = element.slot(find(element.schema(), name)?);
        match slot.element(index) {
            Some(element) => element.slot(element.schema().text_row()?).text(0),
            None => slot.text(index),
        }
    }

    /// Returns the first child element with a name.
    pub(crate) fn child(&self, name: &str) -> Option<&dyn Element<'a>> {
        self.slot(self.schema().find(name, false)?).element(0)
    }

    /// Returns the text of the first leaf with a name.
    pub(crate) fn leaf(&self, name: &str) -> Option<Text<'_>> {
        self.slot(find(self.schema(), name)?).text(0)
    }

    /// Sets the text at a path of wire names; see `get`. Elements on the path that are not there are
    /// added, as is the item after the last one of a list.
    ///
    /// # Errors
    /// [`PathError`] if the tables do not have a name, if an item is not there and cannot be added, or if the path
    /// does not lead to text. The element may have been given empty elements then.
    pub fn set(&mut self, path: &str, text: impl Into<Text<'a>>) -> Result<(), PathError> {
        set(self, path, 0, text.into())
    }
}

/// Sets the text at the part of a path that begins at byte `place`.
fn set<'a>(element: &mut dyn Element<'a>, path: &str, place: usize, text: Text<'a>) -> Result<(), PathError> {
    let rest = &path[place..];
    let (segment, more) = rest.split_once('/').map_or((rest, false), |(segment, _)| (segment, true));
    let (name, index) = step(segment).ok_or(PathError::new("the number in brackets is not a number", place))?;
    let schema = element.schema();
    let row = find(schema, name).ok_or(PathError::new("the tables do not have this name here", place))?;
    let slot: &mut dyn Slot<'a> = element.slot_mut(row);
    if index > slot.count() || index > 0 && !schema.rows[row].many {
        return Err(PathError::new("this item is not there, nor would it be the next one", place));
    }
    let Some(inner) = schema.rows[row].inner else {
        if more {
            return Err(PathError::new("this is text, and has no children", place));
        }
        if index >= slot.count() {
            slot.set(text);
        } else {
            slot.replace(index, text);
        }
        return Ok(());
    };
    let entered = if index < slot.count() { slot.element_mut(index) } else { slot.open() };
    let entered = entered.ok_or(PathError::new("this element cannot be changed", place))?;
    if more {
        return set(entered, path, place + segment.len() + 1, text);
    }
    let own = inner.text_row().ok_or(PathError::new("this element has children, and no text", place))?;
    entered.slot_mut(own).set(text);
    Ok(())
}
