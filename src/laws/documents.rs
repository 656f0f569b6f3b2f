//! Laws of decoding, encoding, validation and the JSON form.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use arbitrary::{Arbitrary, Unstructured};

use super::markup;
use crate::dtd::ViolationKind;
use crate::error::Kind;
use crate::limits::Limits;
use crate::message::{Decoder, Document, Encoder};
use crate::schema::Protocol;
use crate::validate::{Diagnostic, Severity};
use crate::xml::Lexer;

const PROTOCOLS: [Protocol; 2] = [Protocol::CapC, Protocol::Ccc2];

/// Returns a decoder without the limits that an escaped or otherwise longer form could exceed.
fn decoder() -> Decoder {
    Decoder::new().limits(Limits::LIFTED)
}

/// Checks that decoding inverts encoding, that encoding the decoded document gives the same bytes,
/// and that `into_owned` changes nothing.
///
/// The document must be one that can be encoded.
pub fn inverse(borrowed: &Document<'_>) {
    let document = &borrowed.clone().into_owned();
    assert_eq!(format!("{document:?}"), format!("{borrowed:?}"), "owning changes nothing");
    for protocol in PROTOCOLS {
        let encoder = Encoder::new(protocol);
        let once = encoder.to_vec(document).expect("it encodes");
        assert_eq!(encoder.to_vec(borrowed).as_ref(), Ok(&once), "owning changes nothing");
        let again = decoder().decode(&once).expect("what was encoded decodes");
        assert_eq!(&again.clone().into_owned(), document, "{}", String::from_utf8_lossy(&once));
        assert_eq!(encoder.to_vec(&again), Ok(once.clone()), "the encoded form is its own");
        assert_eq!(once.iter().position(|byte| *byte == b'\n'), Some(once.len() - 1), "one line");
        assert_eq!(document.encoded_len().expect("it encodes"), encoder_len(document), "counted and written");
        markup::lex(&once);
    }
}

fn encoder_len(document: &Document<'_>) -> usize {
    Encoder::default().to_vec(document).map_or(0, |bytes| bytes.len())
}

/// Decodes any bytes: the result is an error with an offset, or a document that can be encoded and
/// decoded again.
pub fn decode(data: &[u8]) {
    match decoder().decode(data) {
        Ok(document) => inverse(&document),
        Err(error) => {
            assert!(error.offset() <= data.len(), "errors have a place");
            assert_eq!(Document::decode(data).map(|_| ()).map_err(|e| e.offset() <= data.len()), Err(true));
        }
    }
}

/// Builds any document from the tables and checks that it can be encoded and decoded again.
pub fn structured(data: &[u8]) {
    if let Ok(document) = Document::arbitrary(&mut Unstructured::new(data)) {
        inverse(&document);
        json_inverse(&document);
    }
}

/// Validates any bytes: the diagnostics come in order, have spans inside the document, and their
/// number is bounded by its length.
pub fn validate(data: &[u8]) {
    let well_formed = Lexer::new(data, Limits::default()).and_then(|mut lexer| {
        while lexer.next()?.is_some() {}
        Ok(())
    });
    for protocol in PROTOCOLS {
        let findings: Vec<Diagnostic<'_>> = protocol.validate(data).collect();
        // The number of children an element can lack is bounded, and so is the number of
        // diagnostics for one attribute or text.
        assert!(findings.len() <= 32 + 8 * data.len(), "{} findings in {} bytes", findings.len(), data.len());
        for (index, finding) in findings.iter().enumerate() {
            let span = finding.span();
            assert!(span.start <= span.end && span.end <= data.len(), "{finding:?}");
            assert!(
                core::str::from_utf8(data).is_err() || core::str::from_utf8(&data[span]).is_ok(),
                "whole characters"
            );
            assert!(!finding.to_string().is_empty() && !finding.path().to_string().is_empty());
            assert!(finding.expected().count() < 256);
            let ill = matches!(finding, Diagnostic::Invalid(v) if matches!(v.what(), ViolationKind::IllFormed(_)));
            assert!(!ill || index + 1 == findings.len(), "nothing is said behind the end");
        }
        let ill = findings.iter().find_map(|finding| match finding {
            Diagnostic::Invalid(v) => match v.what() {
                ViolationKind::IllFormed(kind) => Some((kind, finding.span().start)),
                _ => None,
            },
            Diagnostic::Deviation(_) => None,
        });
        let expected = well_formed.err().map(|error| (error.kind(), error.offset()));
        if data.len() <= Limits::default().document {
            assert_eq!(ill, expected, "the lexer says the same");
        }
        let first_deviation = findings.iter().position(|f| f.severity() == Severity::Deviation);
        assert!(
            findings[first_deviation.unwrap_or(findings.len())..].iter().all(|f| f.severity() == Severity::Deviation)
        );
        let strict = Document::decode_strict(data, protocol);
        assert_eq!(strict.is_ok(), findings.is_empty(), "strict is without findings");
    }
}

/// Checks that reading inverts writing, whatever the order of keys: as written, sorted (as by `jq -S`) and the
/// reverse of that.
pub(super) fn json_inverse(document: &Document<'_>) {
    let owned = document.clone().into_owned();
    let json = serde_json::to_string(document).expect("it serializes");
    let sorted = serde_json::to_value(document).expect("it serializes");
    let mut reversed = String::new();
    reverse(&sorted, &mut reversed);
    let read = |spelling: &str| {
        let back: Document<'static> = serde_json::from_str(spelling).unwrap_or_else(|e| panic!("{e}\n{spelling}"));
        assert_eq!(back, owned, "{spelling}");
        assert_eq!(serde_json::to_value(&back).ok().as_ref(), Some(&sorted), "{spelling}");
        back
    };
    assert_eq!(serde_json::to_string(&read(&json)).expect("it serializes"), json, "the same to the byte");
    read(&sorted.to_string());
    read(&reversed);
    assert_eq!(serde_json::from_value::<Document<'static>>(sorted).ok(), Some(owned), "{json}");
}

/// Writes a value with the keys of each object in reverse order.
fn reverse(value: &serde_json::Value, out: &mut String) {
    match value {
        serde_json::Value::Object(map) => {
            for (index, (key, inner)) in map.iter().rev().enumerate() {
                out.push(if index == 0 { '{' } else { ',' });
                out.push_str(&serde_json::Value::from(key.as_str()).to_string());
                out.push(':');
                reverse(inner, out);
            }
            out.push_str(if map.is_empty() { "{}" } else { "}" });
        }
        serde_json::Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                out.push(if index == 0 { '[' } else { ',' });
                reverse(item, out);
            }
            out.push_str(if items.is_empty() { "[]" } else { "]" });
        }
        leaf => out.push_str(&leaf.to_string()),
    }
}

/// Reads any bytes as a document and as JSON; everything that can be read can be written and read
/// again. Builds a document from the tables, changes its JSON form and reads it again.
pub fn json(data: &[u8]) {
    super::json::values(data);
    if let Ok(document) = decoder().decode(data) {
        json_inverse(&document);
    }
    let Ok(document) = serde_json::from_slice::<Document<'static>>(data) else { return };
    from_json(&document);
}

/// Checks a document that was read from JSON.
pub(super) fn from_json(document: &Document<'static>) {
    json_inverse(document);
    match Encoder::default().to_vec(document) {
        Ok(bytes) => inverse(&decoder().decode(&bytes).expect("what was encoded decodes")),
        Err(error) => assert!(matches!(error.kind(), Kind::UnwritableCharacter | Kind::DuplicateAttribute), "{error}"),
    }
}
