//! Paths: access to one field of an element by its wire names, such as `user/call[1]/state`.
//!
//! A path is a list of names in any spelling of the tables, with `/` between them. A number in brackets counts
//! the items of a list from 0; without a number, the path selects the first item. The last name may be that of
//! an attribute. An element that has text of its own stands for that.

use alloc::string::String;
use core::fmt;

use super::tape::Places;
use super::{Element, Row, Schema, Slot};
use crate::xml::Text;

/// The error of a path that does not lead to a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathError {
    path: String,
    reason: &'static str,
    place: usize,
}

impl PathError {
    pub(crate) fn new(path: &str, place: usize, reason: &'static str) -> Self {
        Self { path: path.into(), reason, place }
    }

    /// Returns the path.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the offset of the name in the path that the error is about, in bytes.
    #[must_use]
    pub const fn place(&self) -> usize {
        self.place
    }
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {} (at byte {})", self.path.escape_debug(), self.reason, self.place)
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
        set(self, Steps::new(path), text.into())
    }

    /// Removes what is at a path of wire names; see `get`: a text, or an element with all that is in it. The items
    /// after it in a list move up. An element that every message of the command has becomes empty.
    ///
    /// # Errors
    /// [`PathError`] if the tables do not have a name, or if nothing is there.
    pub fn remove(&mut self, path: &str) -> Result<(), PathError> {
        remove(self, Steps::new(path))
    }
}

/// Sets the text at the rest of a path.
fn set<'a>(element: &mut dyn Element<'a>, mut steps: Steps<'_>, text: Text<'a>) -> Result<(), PathError> {
    let (slot, row, index) = steps.enter(element)?;
    if index > slot.count() || index > 0 && !row.many {
        return Err(steps.error("this item is not there, nor would it be the next one"));
    }
    let Some(inner) = row.inner else {
        if !steps.is_over() {
            return Err(steps.error("this is text, and has no children"));
        }
        if index < slot.count() {
            slot.replace(index, text);
        } else {
            slot.set(text);
        }
        return Ok(());
    };
    let inside = if index < slot.count() { slot.element_mut(index) } else { slot.open() };
    let inside = inside.ok_or_else(|| steps.error("this element cannot be changed"))?;
    if !steps.is_over() {
        return set(inside, steps, text);
    }
    let own = inner.text_row().ok_or_else(|| steps.error("this element has children, and no text"))?;
    inside.slot_mut(own).set(text);
    Ok(())
}

/// Removes what is at the rest of a path.
fn remove(element: &mut dyn Element<'_>, mut steps: Steps<'_>) -> Result<(), PathError> {
    let (slot, _, index) = steps.enter(element)?;
    if steps.is_over() && slot.remove(index) {
        return Ok(());
    }
    match slot.element_mut(index) {
        Some(inside) if !steps.is_over() => remove(inside, steps),
        _ => Err(steps.error("nothing is there")),
    }
}

/// The steps of a path, with the place of the last one.
struct Steps<'p> {
    path: &'p str,
    place: usize,
    /// Start of the next segment, past the end of the path after the last one.
    next: usize,
}

impl<'p> Steps<'p> {
    const fn new(path: &'p str) -> Self {
        Self { path, place: 0, next: 0 }
    }

    /// Takes the next segment: returns the slot that it names in the element, its row, and its number.
    fn enter<'e, 'a>(
        &mut self,
        element: &'e mut dyn Element<'a>,
    ) -> Result<(&'e mut dyn Slot<'a>, &'static Row, usize), PathError> {
        let rest = &self.path[self.next..];
        let segment = rest.split_once('/').map_or(rest, |(segment, _)| segment);
        self.place = self.next;
        self.next += segment.len() + 1;
        let (name, index) = step(segment).ok_or_else(|| self.error("the number in brackets is not a number"))?;
        let schema = element.schema();
        let row = find(schema, name).ok_or_else(|| self.error("the tables do not have this name here"))?;
        Ok((element.slot_mut(row), &schema.rows[row], index))
    }

    const fn is_over(&self) -> bool {
        self.next > self.path.len()
    }

    fn error(&self, reason: &'static str) -> PathError {
        PathError::new(self.path, self.place, reason)
    }
}
