//! The grammar inside markup, as nom parsers over our own leaves.
//!
//! Input is the rest of the document; an error is the kind and the rest at which it happened, so
//! that the lexer can turn it into an offset.

use nom::{
    Err, IResult, Parser,
    branch::alt,
    combinator::{opt, value, verify},
    error::{ErrorKind, ParseError},
    sequence::{delimited, preceded, terminated},
};

use super::chars::{is_char, is_name_char, is_name_start, is_space};
use super::simd::scan;
use crate::error::Kind;

/// What went wrong and how much input was left there.
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

type Parsed<'a, T> = IResult<&'a str, T, Fault>;

const fn fail<T>(kind: Kind, rest: &str) -> Parsed<'_, T> {
    Err(Err::Error(Fault { kind, left: rest.len() }))
}

/// A literal, compared in one go.
fn literal<'a>(text: &'static str, kind: Kind) -> impl Fn(&'a str) -> Parsed<'a, ()> {
    move |rest| match rest.strip_prefix(text) {
        Some(rest) => Ok((rest, ())),
        None => fail(kind, rest),
    }
}

/// `S?`
pub(super) fn space(rest: &str) -> Parsed<'_, &str> {
    if rest.as_bytes().first().is_none_or(|byte| *byte > b' ') {
        return Ok((rest, ""));
    }
    let end = rest.bytes().position(|b| !is_space(b)).unwrap_or(rest.len());
    Ok((&rest[end..], &rest[..end]))
}

/// `Name`
pub(super) fn name(rest: &str) -> Parsed<'_, &str> {
    // Names of the protocol are ASCII letters: the careful walk is for everybody else.
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

/// `'"' … '"' | "'" … "'"`, raw. Stops at `<`, which no attribute value may hold.
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

/// `Attribute ::= Name S? '=' S? AttValue`
pub(super) fn attribute(rest: &str) -> Parsed<'_, (&str, &str)> {
    (name, preceded((space, literal("=", Kind::ExpectedEquals), space), quoted)).parse(rest)
}

/// All entities that need no declaration.
const ENTITIES: [(&str, char); 5] = [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&apos;", '\'')];

/// `Reference`: the character it stands for. `rest` starts at the `&`, which is the place of a bad
/// reference, whichever part is bad.
pub(super) fn reference(rest: &str) -> Parsed<'_, char> {
    let malformed = Kind::MalformedReference;
    // As nearly all are written.
    for (text, character) in ENTITIES {
        if let Some(rest) = rest.strip_prefix(text) {
            return Ok((rest, character));
        }
    }
    delimited(
        literal("&", malformed),
        alt((preceded(literal("#", malformed), char_number), other_entity)),
        literal(";", malformed),
    )
    .parse(rest)
}

fn char_number(rest: &str) -> Parsed<'_, char> {
    let (digits, radix) = match rest.strip_prefix('x') {
        Some(hex) => (hex, 16),
        None => (rest, 10),
    };
    let end = digits.bytes().position(|b| !char::from(b).is_digit(radix)).unwrap_or(digits.len());
    if end == 0 {
        return fail(Kind::MalformedReference, rest);
    }
    // Saturating: thirty digits are as illegal as seven nines.
    let code = digits[..end]
        .bytes()
        .fold(0u32, |n, b| n.saturating_mul(radix).saturating_add(char::from(b).to_digit(radix).unwrap_or(0)));
    match char::from_u32(code).filter(|c| is_char(*c)) {
        Some(c) => Ok((&digits[end..], c)),
        None => Err(Err::Failure(Fault { kind: Kind::IllegalCharacter, left: rest.len() })),
    }
}

/// A reference to an entity that would need a declaration.
fn other_entity(rest: &str) -> Parsed<'_, char> {
    match name(rest) {
        Ok((after, _)) if after.starts_with(';') => {
            Err(Err::Failure(Fault { kind: Kind::UnknownEntity, left: rest.len() }))
        }
        _ => fail(Kind::MalformedReference, rest),
    }
}

/// Whether the text is an XML declaration and nothing else.
pub(crate) fn is_declaration(text: &str) -> bool {
    let inside = text.strip_prefix("<?xml").filter(|rest| rest.bytes().next().is_some_and(is_space));
    inside.is_some_and(|inside| declaration(inside).is_ok_and(|(rest, _)| rest.is_empty()))
}

/// The inside of `<?xml … ?>` after the target: version, encoding, standalone. Gives the label.
pub(super) fn declaration(rest: &str) -> Parsed<'_, Option<&str>> {
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
    let standalone = value((), verify(pseudo("standalone"), |v: &str| v == "yes" || v == "no"));
    terminated(preceded(version, opt(encoding)), (opt(standalone), space, literal("?>", Kind::MalformedDeclaration)))
        .parse(rest)
        .map_err(|e| e.map(|fault| Fault { kind: Kind::MalformedDeclaration, ..fault }))
}
