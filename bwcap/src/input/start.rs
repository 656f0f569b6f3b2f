//! Starts and rests of documents in other text, and documents of other kinds.

use broadworks_cap::Protocol;
use broadworks_cap::dtd::Dtd;
use memchr::memmem;

/// Bytes in which the start of a document can be told from other text.
pub const START: usize = 32;
/// Start of the root of a document.
pub const ROOT: &[u8] = b"<BroadsoftDocument";

/// Finds the start of a document of this protocol, or of a web page, where other text may stand before it.
pub fn find_start(text: &[u8], from: usize) -> Option<(usize, bool)> {
    memchr::memchr_iter(b'<', &text[from..]).map(|at| from + at).find_map(|at| {
        let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
        let starts = |name: &[u8]| text[at..].strip_prefix(name).and_then(<[u8]>::first);
        let is_document = starts(b"<?xml").is_some_and(is_blank)
            || starts(ROOT).is_some_and(|byte| is_blank(byte) || matches!(byte, b'>' | b'/'));
        let is_page = is_page(&text[at..]);
        (is_document || is_page).then_some((at, is_page))
    })
}

/// Returns whether text begins like a web page.
pub fn is_page(text: &[u8]) -> bool {
    let starts = [&b"<html"[..], b"<!doctype html"];
    starts.iter().any(|start| text.get(..start.len()).is_some_and(|text| text.eq_ignore_ascii_case(start)))
}

/// Returns whether text has an end tag of the protocol.
pub fn has_end_tag(text: &[u8]) -> bool {
    memmem::find_iter(text, b"</").any(|at| is_element(&text[at + 2..]) || text[at + 2..].starts_with(&ROOT[1..]))
}

/// Returns whether text begins with the name of an element of the protocol, other than the root.
pub fn is_element(text: &[u8]) -> bool {
    let end = text.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(text.len());
    let name = std::str::from_utf8(&text[..end]).unwrap_or_default();
    text[..end] != ROOT[1..] && Protocol::ALL.iter().any(|protocol| Dtd::of(*protocol).element(name).is_some())
}

/// Returns the kind of a document of another protocol of the platform.
pub fn foreign(document: &[u8]) -> Option<&'static str> {
    let mut head = &document[..document.len().min(1024)];
    // The root: the first start tag.
    loop {
        let at = memchr::memchr(b'<', head)?;
        head = &head[at + 1..];
        if head.first().is_some_and(|byte| byte.is_ascii_alphabetic()) {
            break;
        }
    }
    let tag = &head[..memchr::memchr(b'>', head).unwrap_or(head.len())];
    let has = |text: &[u8]| memmem::find(tag, text).is_some();
    if tag.starts_with(b"BroadsoftDocument") {
        // Most documents have no such letters in their head, so one search is enough.
        let quoted = [&b"=\"OCI\""[..], b"='OCI'", b"= \"OCI\""];
        let is_there = memchr::memchr_iter(b'O', tag).any(|at| tag[at..].starts_with(b"OCI"));
        return (is_there && quoted.into_iter().any(has)).then_some(OCI);
    }
    let prefix = |name: &[u8]| tag.len() > name.len() && tag[..name.len()].eq_ignore_ascii_case(name);
    if prefix(b"xsi:") || has(b"http://schema.broadsoft.com/xsi") {
        return Some(XSI);
    }
    (prefix(b"soap:") || prefix(b"soapenv:") || prefix(b"soap-env:") || prefix(b"s:Envelope")).then_some(SOAP)
}

/// Names of other kinds of documents.
pub const OCI: &str = "OCI document";
pub const XSI: &str = "XSI document";
pub const SOAP: &str = "SOAP document";
