//! Patches: documents with other values in some of their fields, and everything else unchanged.

use alloc::vec::Vec;

use super::view::Message;
use crate::error::Result as Written;
use crate::schema::PathError;
use crate::schema::tape::{ATTRIBUTE, end, start};
use crate::xml::write;

impl Message<'_, '_> {
    /// Returns the document with other text in some fields, given by their paths; see [`get`](Message::get). All
    /// other bytes stay as they are: spelling, white space, comments, unknown elements.
    ///
    /// A path without a number leads to the first item of a list. Earlier ones of a repeated field, and elements that
    /// the tables do not know, are no fields and stay: to remove private data, use [`rewrite`](crate::xml::rewrite).
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
    /// [`PathError`] with the path if the document has no text there, if another path leads to the same text, or if XML
    /// cannot represent a character of the new text.
    pub fn patched<'p>(&self, edits: impl IntoIterator<Item = (&'p str, &'p str)>) -> Result<Vec<u8>, PathError> {
        let document = self.as_bytes();
        let find = |(path, text): (&'p str, &'p str)| match self.word(path.split('/')) {
            Some(word) => Ok((word, path, text)),
            None => Err(PathError::new(path, 0, "the document has no text there")),
        };
        let mut edits = edits.into_iter().map(find).collect::<Result<Vec<_>, _>>()?;
        edits.sort_by_key(|(word, ..)| start(*word));
        let (mut out, mut at) = (Vec::with_capacity(document.len()), 0);
        for (word, path, text) in edits {
            // Text that is empty ends where it starts.
            if at >= start(word) {
                return Err(PathError::new(path, 0, "another path leads to the same text"));
            }
            let illegal = |_| PathError::new(path, 0, "XML cannot represent a character of the text");
            at = replace(document, &mut out, at, word, text).map_err(illegal)?;
        }
        out.extend_from_slice(&document[at..]);
        Ok(out)
    }
}

/// Writes the document from `at` up to the value in a word of the tape, and another text in place of that. Returns
/// the offset at which the document continues.
fn replace(document: &[u8], out: &mut Vec<u8>, at: usize, word: u64, text: &str) -> Written<usize> {
    let (start, end) = (start(word), end(word));
    if word & ATTRIBUTE != 0 {
        // With its quotation marks, which become double ones.
        out.extend_from_slice(&document[at..start - 1]);
        write::attribute_value(out, text)?;
        return Ok(end + 1);
    }
    let before = &document[at..start];
    let Some(tag) = before.strip_suffix(b"/>").filter(|_| start == end) else {
        out.extend_from_slice(before);
        write::text(out, text)?;
        return Ok(end);
    };
    // An empty-element tag, which needs an end tag.
    let name = memchr::memrchr(b'<', tag).map_or(tag, |at| &tag[at + 1..]);
    let name = name.split(|byte| byte.is_ascii_whitespace()).next().unwrap_or_default();
    out.extend([tag, b">"].concat());
    write::text(out, text)?;
    out.extend([b"</", name, b">"].concat());
    Ok(end)
}
