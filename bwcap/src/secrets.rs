//! Passwords in documents, replaced by `*`.
//!
//! What mentions a password is found by tokens, so that no comment, CDATA section or attribute can end a secret early:
//!
//! - An element whose name, or the name of one of its attributes, mentions a password is hidden up to its end tag.
//! - A mention anywhere else (`<param name="password" value="…"/>`, `<name>password</name><value>…</value>`, a comment)
//!   hides the element that it stands in and the one around that, because the secret is somewhere near it.
//! - Where the document is malformed, nobody knows what belongs to what: if anything from there on mentions a password,
//!   all of it is hidden, and so are the elements that are open.

use std::borrow::Cow;
use std::ops::Range;

use broadworks_cap::message::values::FailureCause;
use broadworks_cap::schema::is_secret;
use broadworks_cap::xml::{Lexer, Token};
use broadworks_cap::{Limits, Result};

/// What takes the place of each hidden byte.
const HIDDEN: u8 = b'*';

/// A document without its secrets.
pub struct Veiled<'d> {
    /// The document, of the same length and with the same lines.
    pub shown: Cow<'d, [u8]>,
    /// Whether the secret may be outside of it: in what it stands in, or in what follows it.
    pub is_secret_near: bool,
}

/// Hides the secrets of a document, which may be malformed.
pub fn veil(document: &[u8]) -> Veiled<'_> {
    let mut veil =
        Veil { document, open: Vec::new(), hidden: Vec::new(), is_secret_near: false, is_behind_secret: false };
    veil.read();
    let mut shown = Cow::Borrowed(document);
    for range in &veil.hidden {
        // Line ends stay, so that places stay.
        let bytes = shown.to_mut()[range.clone()].iter_mut();
        bytes.filter(|byte| !matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = HIDDEN);
    }
    Veiled { shown, is_secret_near: veil.is_secret_near }
}

/// Hides all of a document.
pub fn veil_all(document: &[u8]) -> Cow<'_, [u8]> {
    document.iter().map(|byte| if matches!(byte, b'\n' | b'\r') { *byte } else { HIDDEN }).collect::<Vec<_>>().into()
}

/// Returns whether the root of a document has a secret name, so that a secret may follow it.
pub fn is_root_secret(document: &[u8]) -> bool {
    let root = Lexer::new(document, Limits::default()).and_then(|mut lexer| lexer.next());
    matches!(root, Ok(Some(Token::Open(name))) if is_secret(name))
}

struct Veil<'d> {
    document: &'d [u8],
    /// The open elements: where the attributes and the content begin, and whether they are hidden.
    open: Vec<(usize, bool)>,
    hidden: Vec<Range<usize>>,
    is_secret_near: bool,
    /// Whether the last token ends an element with a secret name. Text behind it may be its content, if its start tag
    /// became an empty element.
    is_behind_secret: bool,
}

impl Veil<'_> {
    fn read(&mut self) {
        let document = self.document;
        // Bytes that are no text spoil only what comes after them.
        let limits = Limits::default().document(usize::MAX);
        let start = Lexer::new(document, limits)
            .or_else(|error| Lexer::new(&document[..error.offset().min(document.len())], limits));
        // Offset behind the last token that is right; the end of the document if all are.
        let mut end = 0;
        _ = start.and_then(|lexer| self.tokens(lexer, &mut end));
        if self.is_behind_secret || mentions(&document[end..]) || self.open.iter().any(|(_, hidden)| *hidden) {
            self.hide_near();
            self.hidden.push(end..document.len());
            self.is_secret_near = true;
        }
        for (from, _) in self.open.iter().filter(|(_, hidden)| *hidden) {
            self.hidden.push(*from..document.len());
        }
    }

    fn tokens<'d>(&mut self, mut lexer: Lexer<'d>, end: &mut usize) -> Result<()> {
        while let Some(token) = lexer.next()? {
            let (start, position) = (lexer.token_start(), lexer.position());
            // Comments and processing instructions.
            let between = lexer.slice(*end, start);
            if mentions(between.as_bytes()) {
                self.hidden.push(*end..start);
                self.hide_near();
            }
            let was_behind_secret = std::mem::take(&mut self.is_behind_secret);
            match token {
                Token::Open(name) => {
                    // The `>` of a tag without attributes is shown.
                    let is_plain = self.document.get(position) == Some(&b'>');
                    self.open.push((position + usize::from(is_plain), is_secret(name)));
                }
                Token::Attribute(name, _) if is_secret(name) => self.hide_innermost(),
                Token::Attribute(_, value) if is_mention(&value.to_text()) => self.hide_near(),
                Token::Text(text) => {
                    if is_mention(&text.to_text()) || is_mention(lexer.slice(start, position)) {
                        self.hide_near();
                    }
                    if was_behind_secret {
                        self.hidden.push(start..position);
                    }
                }
                Token::Close(name) => {
                    if let Some((from, true)) = self.open.pop() {
                        self.hidden.push(from..start);
                    }
                    self.is_behind_secret = is_secret(name);
                }
                _ => {}
            }
            *end = position;
        }
        Ok(())
    }

    fn hide_innermost(&mut self) {
        if let Some((_, hidden)) = self.open.last_mut() {
            *hidden = true;
        }
    }

    /// Hides the innermost element, and the one around it.
    fn hide_near(&mut self) {
        self.is_secret_near |= self.open.len() < 2;
        self.open.iter_mut().rev().take(2).for_each(|(_, hidden)| *hidden = true);
    }
}

/// Returns whether a value mentions a password, other than as a word of the protocol that says what is wrong with one.
pub fn is_mention(value: &str) -> bool {
    is_secret(value) && value.trim() != FailureCause::IncorrectPassword.as_str()
}

/// Returns whether bytes that may be malformed mention a password, in any spelling. The end of the word may be cut off.
fn mentions(bytes: &[u8]) -> bool {
    // Most bytes between two tokens have no such letter, nor what could spell one.
    if !bytes.iter().any(|byte| matches!(byte, b'p' | b'P' | b'&')) {
        return false;
    }
    let is_start = |text: &str| text.to_ascii_lowercase().contains("passw");
    let text = String::from_utf8_lossy(bytes);
    is_start(&text) || is_start(&spelled_out(&text))
}

/// Returns text without what can stand inside of a word: comments, processing instructions, the marks of CDATA
/// sections, and references to characters, which are resolved.
fn spelled_out(text: &str) -> String {
    // Behind these places there is no end to look for; so the search is linear.
    let last = |end: &str| text.rfind(end).unwrap_or_default();
    let (last_comment, last_instruction) = (last("-->"), last("?>"));
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['<', ']', '&']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let from = text.len() - rest.len();
        let skipped = |start, end, last| {
            let inside = rest.strip_prefix(start)?;
            Some(if from < last { inside.split_once(end).map_or(inside, |(_, after)| after) } else { inside })
        };
        let skipped = skipped("<!--", "-->", last_comment).or_else(|| skipped("<?", "?>", last_instruction));
        if let Some(after) = skipped.or_else(|| rest.strip_prefix("<![CDATA[")).or_else(|| rest.strip_prefix("]]>")) {
            rest = after;
        } else if let Some((character, after)) = reference(rest) {
            out.push(character);
            rest = after;
        } else {
            out.push_str(&rest[..1]);
            rest = &rest[1..];
        }
    }
    out + rest
}

/// Returns the character that a reference stands for, and what follows it. The semicolon may be missing.
fn reference(text: &str) -> Option<(char, &str)> {
    let digits = text.strip_prefix("&#")?;
    let (digits, radix) = digits.strip_prefix(['x', 'X']).map_or((digits, 10), |digits| (digits, 16));
    let end = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
    let (number, after) = digits.split_at(end);
    let character = char::from_u32(u32::from_str_radix(number, radix).ok()?)?;
    Some((character, after.strip_prefix(';').unwrap_or(after)))
}
