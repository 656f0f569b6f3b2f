//! Laws of the lexer: tokens, well-formedness and the canonical form.

use alloc::vec::Vec;

use crate::envelope::ROOT;
use crate::error::{Error, Kind};
use crate::frame::{Framed, Framer};
use crate::limits::Limits;
use crate::message::Document;
use crate::xml::{Lexer, RawText, Token, is_blank, write};

/// Returns all tokens of a document, or its error. Checks the positions of the tokens on the way.
fn tokens(document: &[u8]) -> Result<Vec<Token<'_>>, Error> {
    let mut lexer = Lexer::new(document, Limits::default())?;
    let (mut tokens, mut end, mut depth) = (Vec::new(), 0, 0);
    loop {
        match lexer.next() {
            Ok(Some(token)) => {
                let (start, past) = (lexer.token_start(), lexer.position());
                // The end of `<a/>` has no bytes of its own, so its range is empty.
                assert!(end <= start.max(end) && start <= past && past <= document.len(), "tokens follow each other");
                assert!(past >= end, "never back");
                end = past;
                match token {
                    Token::Open(_) => depth += 1,
                    Token::Close(_) => depth -= 1,
                    Token::Attribute(..) | Token::Text(_) => {}
                }
                assert_eq!(lexer.depth(), depth);
                tokens.push(token);
                assert!(tokens.len() <= document.len(), "a token costs a byte");
            }
            Ok(None) => {
                assert_eq!((depth, lexer.position()), (0, document.len()), "all was read");
                assert_eq!(lexer.next(), Ok(None), "the end stays the end");
                return Ok(tokens);
            }
            Err(error) => {
                assert!(error.offset() <= document.len(), "errors have a place");
                assert_eq!(lexer.next(), Ok(None), "a lexer is done after an error");
                return Err(error);
            }
        }
    }
}

/// Returns the tokens without white space that is not content.
fn content<'a>(tokens: &[Token<'a>]) -> Vec<Token<'a>> {
    let mut kept = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let alone = at > 0
            && matches!(tokens[at - 1], Token::Open(_) | Token::Attribute(..))
            && matches!(tokens.get(at + 1), Some(Token::Close(_)));
        match token {
            Token::Text(text) if text.is_empty() || text.is_blank() && !alone => {}
            other => kept.push(other.clone()),
        }
    }
    kept
}

fn check_text(raw: RawText<'_>) {
    let text = raw.to_text();
    let owned = text.clone().into_owned();
    assert_eq!((&owned, owned.cmp(&text)), (&text, core::cmp::Ordering::Equal));
    assert!(raw == text.as_str() && text.chars().eq(raw.chars()));
    assert_eq!((raw.is_empty(), raw.is_blank()), (text.is_empty(), is_blank(&text)));
    assert!(raw.as_plain().is_none_or(|plain| text.as_borrowed() == Some(plain)));
}

/// Lexes any bytes: the result is tokens in order, or an error with an offset. A well-formed
/// document is one frame, unless the root of another one stands in it, and its canonical form has the same content.
pub fn lex(document: &[u8]) {
    let Ok(tokens) = tokens(document) else { return };
    for token in &tokens {
        if let Token::Attribute(_, text) | Token::Text(text) = token {
            check_text(*text);
        }
    }
    match Framer::new(Limits::default().document(usize::MAX)).step(document) {
        Framed::Document { range } => {
            assert!(!tokens.iter().skip(1).any(|token| *token == Token::Open(ROOT)), "a root is never inside");
            assert_eq!(self::tokens(&document[range]).as_ref(), Ok(&tokens), "the frame is the document");
        }
        Framed::Malformed { range, error } => {
            assert_eq!((error.kind(), error.offset()), (Kind::NestedRoot, range.end), "it ends at the next root");
            assert_eq!(Document::decode(document).map(|_| ()), Err(error), "the decoder says the same");
        }
        Framed::Incomplete => panic!("a well-formed document is complete"),
    }
    let text = core::str::from_utf8(document).expect("it was lexed");
    let mut once = Vec::new();
    write::canonical(&mut once, text).expect("it was lexed");
    let again = self::tokens(&once).expect("the canonical form is well-formed");
    assert_eq!(content(&again), content(&tokens), "the canonical form says the same");
    let mut twice = Vec::new();
    write::canonical(&mut twice, core::str::from_utf8(&once).expect("UTF-8")).expect("well-formed");
    assert_eq!(twice, once, "the canonical form is its own");
}

/// Verdict of another parser on a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// The document is well-formed.
    Good,
    /// The document is not well-formed.
    Bad,
    /// The document breaks rules that this crate does not have.
    OtherRules,
}

/// Checks that this crate and another parser agree on a document, except for these differences:
///
/// - this crate refuses every document type declaration, and first a character in it that XML forbids;
/// - this crate has limits of its own;
/// - this crate checks the content of the XML declaration and the target of a processing
///   instruction (other parsers skip both);
/// - this crate allows white space and a byte order mark before the declaration;
/// - this crate refuses a reference to a character that XML forbids (other parsers replace it with
///   U+FFFD);
/// - this crate has no namespaces: a name with a colon is an ordinary name.
pub fn differential(document: &[u8], other: impl Fn(&str) -> Judgement) {
    let ours = tokens(document);
    let Ok(text) = core::str::from_utf8(document) else {
        assert_eq!(ours.map(|_| ()).map_err(Error::kind), Err(Kind::InvalidUtf8));
        return;
    };
    let text = text.trim_start_matches([' ', '\t', '\r', '\n']);
    let text = text.strip_prefix('\u{feff}').map_or(text, |text| text.trim_start_matches([' ', '\t', '\r', '\n']));
    match (ours, other(text)) {
        (Ok(_), theirs) => assert_ne!(theirs, Judgement::Bad, "only we accept it"),
        (Err(error), Judgement::Good) => {
            let deliberate = match error.kind() {
                Kind::Doctype | Kind::TooDeep | Kind::TooManyAttributes | Kind::NameTooLong => true,
                Kind::MalformedDeclaration | Kind::MalformedInstruction | Kind::MisplacedDeclaration => true,
                // In a document type declaration, the other one does not look for them.
                Kind::IllegalCharacter => {
                    let before = &document[..error.offset()];
                    document[error.offset()] == b'&' || memchr::memmem::find(before, b"<!DOCTYPE").is_some()
                }
                _ => false,
            };
            assert!(deliberate, "only we refuse it: {error}");
        }
        (Err(_), Judgement::Bad | Judgement::OtherRules) => {}
    }
}
