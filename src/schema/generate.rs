//! Arbitrary elements, for fuzzing and tests.

use alloc::string::String;
use arbitrary::{Result, Unstructured};

use super::{Element, Holds, RowKind};
use crate::xml::{self, Text};

/// Fills some of the rows with values that can be encoded.
pub(crate) fn generate<'a>(u: &mut Unstructured<'a>, element: &mut dyn Element<'a>) -> Result<()> {
    let schema = element.schema();
    for index in 0..schema.rows.len() {
        if schema.rows[index].kind == RowKind::Moved {
            continue;
        }
        let slot = element.slot(index);
        let count = if schema.rows[index].many {
            u.int_in_range(0..=3)?
        } else {
            usize::from(slot.count() == 1 || u.arbitrary()?)
        };
        for _ in 0..count {
            if schema.rows[index].inner.is_some() {
                if let Some(inner) = element.slot_mut(index).open() {
                    generate(u, inner)?;
                }
            } else {
                let words = schema.rows[index].words();
                let text = if !words.is_empty() && u.ratio(7, 8)? {
                    Text::from(*u.choose(words)?)
                } else if matches!(schema.rows[index].holds, Holds::Number | Holds::Time | Holds::Duration)
                    && u.ratio(7, 8)?
                {
                    Text::from(alloc::format!("{}", u.arbitrary::<i64>()?))
                } else {
                    some_text(u)?
                };
                element.slot_mut(index).set(text);
            }
        }
    }
    if u.ratio(1, 16)? {
        let text = some_text(u)?;
        if !xml::is_blank(&text) && schema.text_row().is_none() {
            element.unknown_mut().push_text(text);
        }
    }
    if u.ratio(1, 16)? {
        let mut xml = alloc::vec::Vec::new();
        // A `Vec` grows and the characters are legal, so neither call can fail.
        let _ = xml::write::leaf(&mut xml, "future", &some_text(u)?);
        let _ = element.unknown_mut().push_element(String::from_utf8(xml).unwrap_or_default());
    }
    Ok(())
}

/// Generates text of characters that XML allows.
pub(crate) fn some_text<'a>(u: &mut Unstructured<'a>) -> Result<Text<'a>> {
    let text: &str = u.arbitrary()?;
    if text.chars().all(xml::is_char) {
        return Ok(Text::from(text));
    }
    Ok(Text::from(text.chars().filter(|c| xml::is_char(*c)).collect::<String>()))
}
