//! Arbitrary elements, for fuzzing and tests.

use alloc::string::String;
use alloc::vec::Vec;
use arbitrary::{Result, Unstructured};

use super::{Element, Holds, RowKind, Unknown};
use crate::xml::{self, Text};

/// Fills some of the rows with values that can be encoded, and seldom adds unknown parts, which may not be.
pub(crate) fn generate<'a>(u: &mut Unstructured<'a>, element: &mut dyn Element<'a>) -> Result<()> {
    let schema = element.schema();
    for index in 0..schema.rows.len() {
        if schema.rows[index].kind == RowKind::Moved {
            continue;
        }
        let slot = element.slot(index);
        if slot.count() == 1 && schema.rows[index].inner.is_some() && u.ratio(1, 16)? {
            // A required element that is absent.
            element.slot_mut(index).remove(0);
            continue;
        }
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
                    Text::from(u.choose(words)?.wire)
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
    if u.ratio(1, 8)? {
        let names: Vec<&str> =
            schema.rows.iter().flat_map(|row| row.aliases.iter().copied().chain([row.name])).collect();
        unknown_parts(u, &names, element.unknown_mut())?;
    }
    Ok(())
}

/// Adds unknown parts, some of which have one of these `names`, and others reach a limit.
pub(crate) fn unknown_parts<'a>(u: &mut Unstructured<'a>, names: &[&str], unknown: &mut Unknown<'a>) -> Result<()> {
    let name = match u.int_in_range(0..=7)? {
        0 if !names.is_empty() => String::from(*u.choose(names)?),
        1 => "n".repeat(u.int_in_range(60..=68)?),
        _ => String::from("future"),
    };
    // An empty name, of an element's own text, is refused.
    match u.int_in_range(0..=7)? {
        0 | 1 => unknown.push_text(some_text(u)?),
        2 => drop(unknown.push_attribute(name, some_text(u)?)),
        3 => {
            for index in 0..u.int_in_range(20..=34)? {
                let _ = unknown.push_attribute(alloc::format!("a{index}"), Text::EMPTY);
            }
        }
        4 => {
            let depth = u.int_in_range(20..=32)?;
            let _ = unknown.push_element(alloc::format!("{}{}", "<d>".repeat(depth), "</d>".repeat(depth)));
        }
        _ => {
            let mut xml = Vec::new();
            // A `Vec` grows and the characters are legal, so this cannot fail.
            let _ = xml::write::leaf(&mut xml, &name, &some_text(u)?);
            let _ = unknown.push_element(String::from_utf8(xml).unwrap_or_default());
        }
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
