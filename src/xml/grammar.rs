//! Grammar of markup: nom parsers, one per production of XML 1.0.
//!
//! The input of a parser is the rest of the document. An error is a kind and the number of bytes that were
//! left, from which the lexer computes the offset.

use nom::{
    Err, IResult, Parser,
    branch::alt,
    combinator::{opt, verify},
    error::{ErrorKind, ParseError},
    sequence::{delimited, preceded, terminated},
};

use super::chars::{is_char, is_name_char, is_name_start, is_space};
use super::simd::scan;
use crate::error::Kind;

/// A syntax error: its kind, and the number of bytes of input from its place on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Fault {
    pub kind: Kind,
    pub left: usize,
}

impl<'a> ParseError<&'a str> for Fault {
    fn from_error_kind(rest: &'a str, _: ErrorKind) -> Self {
        Fault { kind: Kind::MalformedMarkup, left: rest.len() }
    }
    fn append(_: &'a str, _: ErrorKind, other: Self) -> Self {
        other
    }
}

/// Result of a parser.
type Parsed<'a, T> = IResult<&'a str, T, Fault>;

/// Fails at the start of `rest`.
const fn fail<T>(kind: Kind, rest: &str) -> Parsed<'_, T> {
    Err(Err::Error(Fault { kind, left: rest.len() }))
}

/// Parses the given text, and fails with the given kind.
fn exact<'a>(text: &'static str, kind: Kind) -> impl Fn(&'a str) -> Parsed<'a, ()> {
    move |rest| match rest.strip_prefix(text) {
        Some(rest) => Ok((rest, ())),
        None => fail(kind, rest),
    }
}

/// `S?`: returns the white space.
pub(super) fn space(rest: &str) -> Parsed<'_, &str> {
    if rest.as_bytes().first().is_none_or(|byte| *byte > b' ') {
        return Ok((rest, ""));
    }
    let end = rest.bytes().position(|b| !is_space(b)).unwrap_or(rest.len());
    Ok((&rest[end..], &rest[..end]))
}

/// `Name`: returns the name.
pub(super) fn name(rest: &str) -> Parsed<'_, &str> {
    // Fast path: names of the protocol consist of ASCII letters.
    let mut end = scan::skip_letters(rest.as_bytes(), 0);
    if end > 0 && rest.as_bytes().get(end).is_some_and(|b| matches!(b, b'>' | b'=' | b' ' | b'/' | b';')) {
        return Ok((&rest[end..], &rest[..end]));
    }
    if end == 0 && !rest.chars().next().is_some_and(is_name_start) {
        return fail(Kind::ExpectedName, rest);
    }
    end += rest[end..].char_indices().find(|(_, c)| !is_name_char(*c)).map_or(rest.len() - end, |(i, _)| i);
    Ok((&rest[end..], &rest[..end]))
}

/// `AttValue`, without the quotation marks and not unescaped. Fails at `<`, which no value may contain.
fn quoted(rest: &str) -> Parsed<'_, &str> {
    let quote = match rest.as_bytes().first() {
        Some(b @ (b'"' | b'\'')) => *b,
        _ => return fail(Kind::ExpectedQuote, rest),
    };
    let inner = &rest[1..];
    match memchr::memchr2(quote, b'<', inner.as_bytes()) {
        Some(end) if inner.as_bytes()[end] == quote => Ok((&inner[end + 1..], &inner[..end])),
        Some(end) => fail(Kind::LessThanInAttribute, &inner[end..]),
        None => fail(Kind::UnexpectedEnd, ""),
    }
}

/// `Attribute ::= Name S? '=' S? AttValue`: returns the name and the value, which is not unescaped.
pub(super) fn attribute(rest: &str) -> Parsed<'_, (&str, &str)> {
    (name, preceded((space, exact("=", Kind::ExpectedEquals), space), quoted)).parse(rest)
}

/// The predefined entities, which need no declaration.
const ENTITIES: [(&str, char); 5] = [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&apos;", '\'')];

/// `Reference`: returns the character that it refers to. `rest` starts at the `&`, which callers report as
/// the place of the error, whichever part of the reference is wrong.
pub(super) fn reference(rest: &str) -> Parsed<'_, char> {
    let malformed = Kind::MalformedReference;
    // Fast path: nearly all references are one of these.
    for (text, character) in ENTITIES {
        if let Some(rest) = rest.strip_prefix(text) {
            return Ok((rest, character));
        }
    }
    delimited(
        exact("&", malformed),
        alt((preceded(exact("#", malformed), char_number), other_entity)),
        exact(";", malformed),
    )
    .parse(rest)
}

/// The rest of `CharRef` after `&#`, up to the `;`.
fn char_number(rest: &str) -> Parsed<'_, char> {
    let (digits, radix) = match rest.strip_prefix('x') {
        Some(hex) => (hex, 16),
        None => (rest, 10),
    };
    let end = digits.bytes().position(|b| !char::from(b).is_digit(radix)).unwrap_or(digits.len());
    if end == 0 {
        return fail(Kind::MalformedReference, rest);
    }
    // A number too large for 32 bits saturates and is no character either.
    let code = digits[..end]
        .bytes()
        .fold(0u32, |n, b| n.saturating_mul(radix).saturating_add(char::from(b).to_digit(radix).unwrap_or(0)));
    match char::from_u32(code).filter(|c| is_char(*c)) {
        Some(c) => Ok((&digits[end..], c)),
        None => Err(Err::Failure(Fault { kind: Kind::IllegalCharacter, left: rest.len() })),
    }
}

/// Fails at a reference to an entity that is not predefined: it would need a declaration.
fn other_entity(rest: &str) -> Parsed<'_, char> {
    match name(rest) {
        Ok((after, _)) if after.starts_with(';') => {
            Err(Err::Failure(Fault { kind: Kind::UnknownEntity, left: rest.len() }))
        }
        _ => fail(Kind::MalformedReference, rest),
    }
}

/// Returns `true` if the text is an XML declaration and nothing else.
pub(crate) fn is_declaration(text: &str) -> bool {
    let inside = text.strip_prefix("<?xml").filter(|rest| rest.bytes().next().is_some_and(is_space));
    inside.is_some_and(|inside| declaration(inside).is_ok_and(|(rest, _)| rest.is_empty()))
}

/// The rest of `XMLDecl` after `<?xml`: version, encoding, standalone, `?>`. Returns the name of the
/// encoding, and whether the document is standalone.
pub(super) fn declaration(rest: &str) -> Parsed<'_, (Option<&str>, bool)> {
    let pseudo = |key: &'static str| {
        preceded(
            verify(space, |s: &str| !s.is_empty()),
            verify(attribute, move |(name, _): &(&str, &str)| *name == key),
        )
        .map(|(_, v)| v)
    };
    let version = verify(pseudo("version"), |v: &str| {
        v.strip_prefix("1.").is_some_and(|d| !d.is_empty() && d.bytes().all(|b| b.is_ascii_digit()))
    });
    let encoding = verify(pseudo("encoding"), |v: &str| {
        v.starts_with(|c: char| c.is_ascii_alphabetic())
            && v.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
    });
    let standalone = verify(pseudo("standalone"), |v: &str| v == "yes" || v == "no");
    let standalone = opt(standalone).map(|value| value == Some("yes"));
    let claims = (opt(encoding), standalone);
    terminated(preceded(version, claims), (space, exact("?>", Kind::MalformedDeclaration)))
        .parse(rest)
        .map_err(|e| e.map(|fault| Fault { kind: Kind::MalformedDeclaration, ..fault }))
}
