//! Patches: documents with other values in some of their fields, and everything else unchanged.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use super::view::Message;
use crate::schema::PathError;
use crate::schema::tape::{ATTRIBUTE, end, start};
use crate::xml::write;

/// A piece of a document, and the bytes that take its place.
struct Edit {
    range: Range<usize>,
    bytes: Vec<u8>,
}

impl Message<'_, '_> {
    /// Returns the document with other text in some fields, given by their paths; see [`get`](Message::get). All
    /// other bytes stay as they are: spelling, white space, comments, unknown elements.
    ///
    /// A path without a number leads to the first item of a list. Earlier ones of a repeated field, and elements that
    /// the tables do not know, are no fields and stay, so this alone does not remove private data from a document.
    ///
    /// ```
    /// use broadworks_cap::Decoder;
    ///
    /// let document = br#"<BroadsoftDocument><command commandType="callUpdate"><commandData>
    ///   <user id='alice@example.com'><call><remoteNumber>2405550123</remoteNumber><!-- x --><remoteName/></call></user>
    /// </commandData></command></BroadsoftDocument>"#;
    ///
    /// let mut decoder = Decoder::new();
    /// let masked = decoder.read(document)?.patched([("user/call/remoteNumber", "***"), ("user/call/remoteName", "&")])?;
    /// let masked = std::str::from_utf8(&masked)?;
    /// assert!(masked.contains("<call><remoteNumber>***</remoteNumber><!-- x --><remoteName>&amp;</remoteName></call>"));
    /// assert!(masked.contains("<user id='alice@example.com'>"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`PathError`] if the document has no text at a path, if a path occurs twice, or if a text has a character that
    /// XML cannot represent.
    pub fn patched<'p>(&self, edits: impl IntoIterator<Item = (&'p str, &'p str)>) -> Result<Vec<u8>, PathError> {
        let document = self.as_bytes();
        let mut found = Vec::new();
        for (path, text) in edits {
            let word = self.word(path.split('/')).ok_or(PathError::new("the document has no text there", 0))?;
            found.push(edit(document, word, text)?);
        }
        found.sort_by_key(|edit: &Edit| edit.range.start);
        let (mut out, mut at) = (Vec::with_capacity(document.len()), 0);
        for Edit { range, bytes } in found {
            out.extend(document.get(at..range.start).ok_or(PathError::new("two paths lead to one text", 0))?);
            out.extend(bytes);
            at = range.end;
        }
        out.extend(&document[at..]);
        Ok(out)
    }
}

/// Returns the edit that gives the value in a word of the tape another text.
fn edit(document: &[u8], word: u64, text: &str) -> Result<Edit, PathError> {
    let (start, end) = (start(word), end(word));
    let mut bytes = Vec::new();
    let escape = if word & ATTRIBUTE != 0 { quoted } else { write::text };
    escape(&mut bytes, text).map_err(|_| PathError::new("XML cannot represent a character of the text", 0))?;
    if word & ATTRIBUTE != 0 {
        // With its quotation marks, which become double ones.
        return Ok(Edit { range: start - 1..end + 1, bytes });
    }
    let before = &document[..start];
    if start < end || !before.ends_with(b"/>") {
        return Ok(Edit { range: start..end, bytes });
    }
    // The element is an empty-element tag, and needs an end tag.
    let name_at = memchr::memrchr(b'<', before).map_or(start, |at| at + 1);
    let name = before[name_at..].split(|byte| byte.is_ascii_whitespace() || *byte == b'/').next().unwrap_or_default();
    let close = String::from_utf8_lossy(name);
    let mut bytes = [b">", &bytes[..]].concat();
    bytes.extend([b"</", close.as_bytes(), b">"].concat());
    Ok(Edit { range: start - 2..start, bytes })
}

/// Writes an attribute value with its quotation marks.
fn quoted(out: &mut Vec<u8>, text: &str) -> crate::error::Result<()> {
    write::attribute(out, "", text)?;
    // Without the ` =` before it.
    out.drain(..2);
    Ok(())
}
