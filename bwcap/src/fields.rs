//! Fields of a message of any command, found by the tables: all of them in order, its calls, and its times.

use std::fmt;

use broadworks_cap::Document;
use broadworks_cap::message::values::ActionParamName;
use broadworks_cap::schema::{Element, Field, Holds, RowKind};

/// The path of a field in `commandData`, such as `user/call[1]/state`.
#[derive(Default)]
pub struct Path(Vec<(&'static str, Option<usize>)>);

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (name, item)) in self.0.iter().enumerate() {
            f.write_str(if index > 0 { "/" } else { "" })?;
            f.write_str(name)?;
            if let Some(item) = item {
                write!(f, "[{item}]")?;
            }
        }
        Ok(())
    }
}

impl Path {
    /// Returns the path without the numbers of items.
    pub fn unnumbered(&self) -> String {
        self.0.iter().map(|(name, _)| *name).collect::<Vec<_>>().join("/")
    }
}

/// A part of a message.
pub enum Part<'p, 'a> {
    /// An element, before all that is in it.
    Element(&'p dyn Element<'a>),
    /// A field that is text, and the number of its item.
    Text(Field<'p, 'a>, usize),
}

/// Called for a part, with its path.
pub type Visit<'v> = dyn FnMut(&Path, Part<'_, '_>) + 'v;

/// Visits every part of a message that the tables know, in their order.
pub fn visit(document: &Document<'_>, visit: &mut Visit<'_>) {
    if let Some(data) = document.command.data() {
        walk(data, &mut Path::default(), visit);
    }
}

fn walk(element: &dyn Element<'_>, path: &mut Path, visit: &mut Visit<'_>) {
    visit(path, Part::Element(element));
    for (index, row) in element.schema().rows.iter().enumerate() {
        let field = element.field(index);
        let count = field.count();
        if count == 0 || row.kind == RowKind::Moved {
            continue;
        }
        for item in 0..count {
            // The text of an element has the path of the element.
            let is_named = row.kind != RowKind::Text;
            if is_named {
                path.0.push((row.name, row.many.then_some(item)));
            }
            match field.element(item) {
                Some(inner) => walk(inner, path, visit),
                None => visit(path, Part::Text(field, item)),
            }
            if is_named {
                path.0.pop();
            }
        }
    }
}

/// Calls `found` for each id by which a message names a call, also the one that a call keeps from user to user.
pub fn calls(document: &Document<'_>, found: &mut dyn FnMut(&str)) {
    let Some(data) = document.command.data() else { return };
    let mut elements = vec![data];
    while let Some(element) = elements.pop() {
        let rows = element.schema().rows;
        let is_parameter = || {
            let name = element.get("actionParamName");
            name.is_some_and(|name| *name == *ActionParamName::CallId.as_str())
        };
        for (index, row) in rows.iter().enumerate().filter(|(_, row)| row.kind != RowKind::Moved) {
            let field = element.field(index);
            let is_call = match row.name {
                "callId" | "callInId" | "extTrackingId" | "wrapUpCallCenterCallId" => true,
                "" => is_parameter(),
                _ => false,
            };
            for item in 0..field.count() {
                match field.element(item) {
                    Some(inner) => elements.push(inner),
                    None if is_call => found(&field.text(item).unwrap_or_default()),
                    None => {}
                }
            }
        }
    }
}

/// Returns the latest of the times in a message, in milliseconds since 1970. They are of what has happened, so it was
/// not sent before.
pub fn latest_time(document: &Document<'_>) -> Option<i64> {
    // From 2000 to 2100: another number is no time.
    const TIMES: std::ops::Range<i64> = 946_684_800_000..4_102_444_800_000;
    let mut latest = None;
    visit(document, &mut |_, part| {
        if let Part::Text(field, item) = part
            && matches!(field.row().holds, Holds::Time)
        {
            let time = field.text(item).and_then(|text| text.trim().parse().ok());
            latest = latest.max(time.filter(|time| TIMES.contains(time)));
        }
    });
    latest
}
