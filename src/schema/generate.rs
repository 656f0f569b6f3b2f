//! Arbitrary values for a node, drawn from its rows.

use alloc::string::String;
use arbitrary::{Result, Unstructured};

use super::field::{Element, RowKind};
use crate::xml::{self, Text};

/// Fills some of the rows; whatever comes out encodes.
pub(crate) fn fill<'a>(u: &mut Unstructured<'a>, node: &mut dyn Element<'a>) -> Result<()> {
    let schema = node.schema();
    for index in 0..schema.rows.len() {
        if schema.rows[index].kind == RowKind::Moved {
            continue;
        }
        let field = node.field(index);
        let count = if schema.rows[index].many {
            u.int_in_range(0..=3)?
        } else {
            usize::from(field.count() == 1 || u.arbitrary()?)
        };
        for _ in 0..count {
            if schema.rows[index].inner.is_some() {
                if let Some(inner) = node.field_mut(index).open() {
                    fill(u, inner)?;
                }
            } else {
                let words = node.field(index).words();
                let text = if !words.is_empty() && u.ratio(7, 8)? {
                    Text::from(*u.choose(words)?)
                } else if node.field(index).is_number() && u.ratio(7, 8)? {
                    Text::from(alloc::format!("{}", u.arbitrary::<i64>()?))
                } else {
                    some_text(u)?
                };
                node.field_mut(index).set(text);
            }
        }
    }
    if u.ratio(1, 16)? {
        let text = some_text(u)?;
        if !text.is_blank() && schema.text_row().is_none() {
            node.unknown_mut().push_text(text);
        }
    }
    if u.ratio(1, 16)? {
        let mut element = alloc::vec::Vec::new();
        // A `Vec` has room and the characters are legal, so neither call can fail.
        let _ = xml::write::leaf(&mut element, "future", &some_text(u)?);
        let _ = node.unknown_mut().push_element(String::from_utf8(element).unwrap_or_default());
    }
    Ok(())
}

/// Text of characters XML can carry.
pub(crate) fn some_text<'a>(u: &mut Unstructured<'a>) -> Result<Text<'a>> {
    let text: &str = u.arbitrary()?;
    if text.chars().all(xml::is_char) {
        return Ok(Text::from(text));
    }
    Ok(Text::from(text.chars().filter(|c| xml::is_char(*c)).collect::<String>()))
}
