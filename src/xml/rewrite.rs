//! Rewriting: a document with other text in some places, and every other byte unchanged.

use alloc::string::String;
use alloc::vec::Vec;

use super::lexer::{Lexer, Token};
use super::text::Text;
use super::write::{attribute_value, text};
use crate::error::Result;
use crate::limits::Limits;

/// A text in a document: the value of an attribute, or all text between two tags.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place<'p> {
    /// The names of the elements around it, from the root on, with `/` between them, as the document spells them.
    pub path: &'p str,
    /// The name of the attribute, or of the element whose text it is.
    pub name: &'p str,
    /// `true` for the value of an attribute.
    pub is_attribute: bool,
    /// The text, unescaped.
    pub text: Text<'p>,
}

/// Returns a document with the text that `edit` returns for a place; `None` leaves the place as it is.
///
/// `edit` sees every text in order: known and unknown names, repeats, text among elements. White space between
/// elements and comments are no text. New text is escaped. It replaces all between the two tags, including comments
/// and CDATA sections there; every other byte of the document stays as it is.
///
/// ```
/// use broadworks_cap::{Limits, xml};
///
/// let document = b"<call id='2405550123'><remoteNumber>2405550123</remoteNumber><x:fax>24055501&#50;4</x:fax><state>2</state></call>";
/// let masked = xml::rewrite(document, Limits::default(), |place| place.text.starts_with("240555").then(|| "***".into()))?;
/// assert_eq!(masked, br#"<call id="***"><remoteNumber>***</remoteNumber><x:fax>***</x:fax><state>2</state></call>"#);
/// # Ok::<(), broadworks_cap::Error>(())
/// ```
///
/// # Errors
/// Those of [`Lexer::next`], and [`Kind::UnwritableCharacter`](crate::Kind::UnwritableCharacter) for a character that
/// XML does not allow.
pub fn rewrite(document: &[u8], limits: Limits, mut edit: impl FnMut(&Place<'_>) -> Option<String>) -> Result<Vec<u8>> {
    let mut lexer = Lexer::new(document, limits)?;
    let (mut path, mut out, mut at) = (String::new(), Vec::with_capacity(document.len()), 0);
    while let Some(token) = lexer.next()? {
        let (name, raw, is_attribute) = match token {
            Token::Open(name) => {
                if !path.is_empty() {
                    path.push('/');
                }
                path.push_str(name);
                continue;
            }
            Token::Close(_) => {
                path.truncate(path.rfind('/').unwrap_or_default());
                continue;
            }
            Token::Text(raw) if raw.is_blank() => continue,
            Token::Text(raw) => (path.rsplit('/').next().unwrap_or_default(), raw, false),
            Token::Attribute(name, raw) => (name, raw, true),
        };
        let Some(new) = edit(&Place { path: &path, name, is_attribute, text: raw.to_text() }) else { continue };
        // An attribute value is replaced with its quotation marks, which become double ones.
        let (start, end) = match (is_attribute, lexer.value_span()) {
            (true, (start, end)) => (start - 1, end + 1),
            (false, _) => (lexer.token_start(), lexer.position()),
        };
        out.extend_from_slice(&document[at..start]);
        if is_attribute {
            attribute_value(&mut out, &new)?
        } else {
            text(&mut out, &new)?
        }
        at = end;
    }
    out.extend_from_slice(&document[at..]);
    Ok(out)
}
