//! Fields: all that a message has, in one list, with what it means.

use std::ffi::c_char;

use codec::schema::{Element, RowKind, Unknown, UnknownContent};

use crate::handle::Held;
use crate::memory::{handle, name, out};
use crate::message::{Message, bwcap_message};
use crate::path;
use crate::schema::{bwcap_holds, holds};
use crate::status::{BWCAP_NONE, Done, bwcap_status, guard};
use crate::types::bwcap_text;
use crate::validate::item;

/// A list of all that a message has. It never changes, and any number of threads may read it at the same time. The texts of a
/// field live until the list is freed; it needs the message no more.
pub struct bwcap_fields(());

/// What a field is: one of `BWCAP_FIELD_...`.
pub type bwcap_field_kind = i32;
/// A text that the tables know.
pub const BWCAP_FIELD_LEAF: bwcap_field_kind = 1;
/// An element that the tables know. What is in it follows.
pub const BWCAP_FIELD_ELEMENT: bwcap_field_kind = 2;
/// An attribute that the tables do not know, of the element or the leaf at the path.
pub const BWCAP_FIELD_UNKNOWN_ATTRIBUTE: bwcap_field_kind = 3;
/// An element that the tables do not know, or an earlier one of a repeated field, in the element at the path. Its text is
/// its XML.
pub const BWCAP_FIELD_UNKNOWN_ELEMENT: bwcap_field_kind = 4;
/// Text in the element at the path, which has none by the tables.
pub const BWCAP_FIELD_UNKNOWN_TEXT: bwcap_field_kind = 5;

/// A field of a message.
#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct bwcap_field {
    /// What it is.
    pub kind: bwcap_field_kind,
    /// What the tables say that it holds; 0 if they do not know it.
    pub holds: bwcap_holds,
    /// Path from `commandData`, with a number for each list: it can be given to `bwcap_message_get`. Of unknown parts it is the
    /// path of the element around; empty for `commandData` itself, `..` for `command`, `../..` for the root.
    pub path: bwcap_text,
    /// Name on the wire, in the spelling of the tables; empty for text.
    pub name: bwcap_text,
    /// The text, without references. Of a word that the tables know, it is the canonical spelling.
    pub text: bwcap_text,
    /// Name of a coded value, such as `Active` for the state `2`; null if it has none. It is static.
    pub label: bwcap_text,
    /// What the field means; null if the tables do not know it. It is static.
    pub meaning: bwcap_text,
    /// What the word means that it has; null if it is none. It is static.
    pub word_meaning: bwcap_text,
    /// 1 if the text must not be shown, because it is or may be a password or a digest of one; otherwise 0.
    pub secret: i32,
}

/// A field with its own texts.
struct Entry {
    /// The field, without the texts below.
    told: bwcap_field,
    path: String,
    name: String,
    text: Option<String>,
}

// SAFETY: the texts in `told` are static, and all others null.
unsafe impl Send for Entry {}
// SAFETY: as above.
unsafe impl Sync for Entry {}

/// The fields of a handle.
struct Fields(Vec<Entry>);

impl Held for Fields {
    type Handle = bwcap_fields;
}

impl Fields {
    /// Adds an element, or the fields of `commandData`.
    fn element(&mut self, element: &dyn Element<'_>, path: &str) {
        for (at, row) in element.schema().rows.iter().enumerate().filter(|(_, row)| row.kind != RowKind::Moved) {
            let field = element.field(at);
            for number in 0..field.count() {
                let mut place = path.to_owned();
                if row.kind != RowKind::Text {
                    place.extend((!path.is_empty()).then_some('/'));
                    place.push_str(row.name);
                }
                if row.many {
                    place.push_str(&format!("[{number}]"));
                }
                let inner = field.element(number);
                let text = field.text(number).map(|text| text.to_string());
                if row.kind == RowKind::Text && text.as_deref().is_none_or(str::is_empty) {
                    continue;
                }
                let word = row.words().iter().find(|word| Some(word.wire) == text.as_deref());
                let told = bwcap_field {
                    kind: if inner.is_some() { BWCAP_FIELD_ELEMENT } else { BWCAP_FIELD_LEAF },
                    holds: holds(row),
                    label: field.label(number).into(),
                    meaning: row.meaning.into(),
                    word_meaning: word.map(|word| word.meaning).into(),
                    secret: row.is_secret().into(),
                    ..bwcap_field::default()
                };
                self.0.push(Entry { told, path: place.clone(), name: row.name.to_owned(), text });
                if let Some(inner) = inner {
                    self.element(inner, &place);
                }
            }
        }
        self.unknown(element.unknown(), path);
        for (row, number, name, value) in element.unknown().leaf_attributes() {
            let row = &element.schema().rows[row];
            let mut place = [path, row.name].join(if path.is_empty() { "" } else { "/" });
            if row.many {
                place.push_str(&format!("[{number}]"));
            }
            // The leaf may be a password, and this a part of it.
            let secret = row.is_secret() || codec::schema::is_secret(name);
            self.part(BWCAP_FIELD_UNKNOWN_ATTRIBUTE, &place, name, value, secret);
        }
    }

    /// Adds the unknown parts of an element.
    fn unknown(&mut self, unknown: &Unknown<'_>, path: &str) {
        for (name, value) in unknown.attributes() {
            self.part(BWCAP_FIELD_UNKNOWN_ATTRIBUTE, path, name, value, codec::schema::is_secret(name));
        }
        for content in unknown.content() {
            match content {
                UnknownContent::Element(xml) => {
                    let name = xml.trim_start_matches('<');
                    let name = name.split(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/').next();
                    let secret = codec::schema::is_secret(xml);
                    self.part(BWCAP_FIELD_UNKNOWN_ELEMENT, path, name.unwrap_or_default(), xml, secret);
                }
                UnknownContent::Text(text) => self.part(BWCAP_FIELD_UNKNOWN_TEXT, path, "", text, false),
                _ => {}
            }
        }
    }

    fn part(&mut self, kind: bwcap_field_kind, path: &str, name: &str, text: &str, secret: bool) {
        let told = bwcap_field { kind, secret: secret.into(), ..bwcap_field::default() };
        self.0.push(Entry { told, path: path.to_owned(), name: name.to_owned(), text: Some(text.to_owned()) });
    }
}

/// Makes a list of all that a message has: the fields of `commandData` in the order of the tables, the parts of each element that the
/// tables do not know, and those of `command` and of the root. `*fields` is yours: free it with `bwcap_fields_free`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_message_fields(
    message: *const bwcap_message,
    fields: *mut *mut bwcap_fields,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place.
        let out = unsafe { handle(fields)? };
        let fields = Message::with(message, |message| {
            let (mut fields, document) = (Fields(Vec::new()), message.document());
            if let Some(data) = document.command.data() {
                fields.element(data, "");
            }
            fields.unknown(&document.command_unknown, "..");
            fields.unknown(&document.unknown, "../..");
            Ok(fields)
        })?;
        *out = fields.open()?;
        Ok(())
    })
}

/// Frees a list of fields, and its texts. Null is nothing to free.
#[unsafe(no_mangle)]
pub extern "C" fn bwcap_fields_free(fields: *mut bwcap_fields) -> bwcap_status {
    guard(|| Fields::close(fields))
}

/// Writes the number of fields.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_fields_count(fields: *const bwcap_fields, count: *mut usize) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place.
        let out = unsafe { out(count)? };
        *out = Fields::with(fields, |fields| Ok(fields.0.len()))?;
        Ok(())
    })
}

/// Writes field `index`, from 0. `BWCAP_OUT_OF_RANGE` if there are not so many.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_fields_at(
    fields: *const bwcap_fields,
    index: usize,
    field: *mut bwcap_field,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place.
        let out = unsafe { out(field)? };
        *out = Fields::with(fields, |fields| {
            let Entry { told, path, name, text } = item(&fields.0, index)?;
            let (path, name, text) = (path.as_str().into(), name.as_str().into(), text.as_deref().into());
            Ok(bwcap_field { path, name, text, ..*told })
        })?;
        Ok(())
    })
}

/// Writes the field at a path, with its label and what it means. The texts live until the message is freed.
///
/// `BWCAP_NONE` if nothing is there, `BWCAP_UNKNOWN_NAME` if the tables do not have the path. The path is written with a number
/// where it was given with one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bwcap_message_field(
    message: *const bwcap_message,
    path: *const c_char,
    field: *mut bwcap_field,
) -> bwcap_status {
    guard(|| {
        // SAFETY: the caller owns the place, and the path does not change during the call.
        let (out, path) = unsafe { (out(field)?, name(path)?) };
        *out = Message::with(message, |message| one(message, path))?;
        Ok(())
    })
}

fn one(message: &Message, path: &str) -> Done<bwcap_field> {
    message.check(path)?;
    let data = message.document().command.data().ok_or(BWCAP_NONE)?;
    let (outer, number) = path::field(data, path).ok_or(BWCAP_NONE)?;
    let number = Some(number.unwrap_or_default()).filter(|number| *number < outer.count()).ok_or(BWCAP_NONE)?;
    let element = outer.element(number);
    // An element with text of its own stands for that.
    let text_row = element.and_then(|element| Some((element, element.schema().text_row()?)));
    let (field, number) = text_row.map_or((outer, number), |(element, row)| (element.field(row), 0));
    let (row, text) = (field.row(), field.text(number));
    let word = row.words().iter().find(|word| Some(word.wire) == text.as_deref());
    Ok(bwcap_field {
        kind: if element.is_some() && text_row.is_none() { BWCAP_FIELD_ELEMENT } else { BWCAP_FIELD_LEAF },
        holds: holds(row),
        path: message.text(path),
        name: outer.row().name.into(),
        text: text.map(|text| message.text(&text)).into(),
        label: field.label(number).into(),
        meaning: outer.row().meaning.into(),
        word_meaning: word.map(|word| word.meaning).into(),
        secret: row.is_secret().into(),
    })
}
