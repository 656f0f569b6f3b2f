//! Laws of decoding, encoding, validation and the JSON form.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use arbitrary::{Arbitrary, Unstructured};

use super::markup;
use crate::dtd::ViolationKind;
use crate::error::{Kind, Result};
use crate::frame::{Framed, Framer};
use crate::limits::Limits;
use crate::message::{Decoder, Document, Encoder};
use crate::schema::Protocol;
use crate::validate::{Diagnostic, Severity};
use crate::xml::Lexer;

const PROTOCOLS: [Protocol; 2] = [Protocol::CapC, Protocol::Ccc2];

/// Checks that what can be encoded is decoded under the same limits, into an equal document, which is encoded as the same
/// bytes, and that anything else is refused with a reason. `into_owned` changes nothing, nor do fast paths.
///
/// # Errors
/// The error with which the document is refused.
pub fn inverse(borrowed: &Document<'_>, limits: Limits) -> Result<()> {
    let document = &borrowed.clone().into_owned();
    assert_eq!(format!("{document:?}"), format!("{borrowed:?}"), "owning changes nothing");
    assert!(document == borrowed, "owning changes nothing");
    let (mut decoder, mut refused) = (Decoder::new().limits(limits), Ok(()));
    for protocol in PROTOCOLS {
        let encoder = Encoder::new(protocol).limits(limits);
        let written = encoder.to_vec(document);
        assert_eq!(encoder.to_vec(borrowed), written, "owning changes nothing");
        assert_eq!(encoder.limits(limits.shortcuts(false)).to_vec(document), written, "fast paths change nothing");
        let once = match written {
            Ok(once) => once,
            Err(error) => {
                assert!(REFUSALS.contains(&error.kind()), "{error}");
                refused = Err(error);
                continue;
            }
        };
        let shown = String::from_utf8_lossy(&once);
        let again = decoder.decode(&once).unwrap_or_else(|error| panic!("{error}\n{shown}"));
        assert_eq!(&again.clone().into_owned(), document, "{shown}");
        assert_eq!(encoder.to_vec(&again).as_ref(), Ok(&once), "the encoded form is its own");
        assert_eq!(once.iter().position(|byte| *byte == b'\n'), Some(once.len() - 1), "one line");
        // Two of them are two documents of a stream.
        let (stream, mut framer) = ([&once[..], &once].concat(), Framer::new(limits));
        let range = 0..once.len() - 1;
        assert_eq!(framer.step(&stream), Framed::Document { range: range.clone() }, "{shown}");
        assert_eq!(framer.step(&stream[range.end..]), Framed::Document { range: 1..once.len() }, "{shown}");
    }
    let length = Encoder::default().limits(limits).to_vec(document).map(|bytes| bytes.len());
    if limits == Limits::default() {
        assert_eq!(document.encoded_len(), length, "counted and written");
    }
    refused
}

/// The kinds of errors with which a document is refused that exceeds a limit.
const LIMITS: [Kind; 6] = [
    Kind::DocumentTooLong,
    Kind::TooDeep,
    Kind::TooManyAttributes,
    Kind::TooManyItems,
    Kind::NameTooLong,
    Kind::FillerTooLong,
];

/// The kinds of errors with which the encoder refuses a document.
const REFUSALS: [Kind; 9] = {
    let [document, depth, attributes, items, name, filler] = LIMITS;
    let others = [Kind::UnwritableCharacter, Kind::DuplicateAttribute, Kind::NotReversible];
    [document, depth, attributes, items, name, filler, others[0], others[1], others[2]]
};

/// Returns limits that a document could just keep or just exceed; which ones depends on `choice`.
fn narrow(choice: usize, length: usize) -> Limits {
    let limits = Limits::default();
    match choice % 8 {
        0 => limits.document(length),
        1 => limits.depth(choice % 11),
        2 => limits.attributes(choice % 9),
        3 => limits.name(choice % 41),
        4 => limits.items(choice % 4),
        5 => limits.items(choice % 4).document(length + choice % 99),
        6 => limits.filler(choice % 3),
        _ => limits.depth(4 + choice % 29).attributes(4 + choice % 29).name(20 + choice % 50),
    }
}

/// Decodes any bytes, under several limits: the result is an error with an offset, or a document that can be encoded
/// and decoded again unless its encoded form is beyond a limit.
pub fn decode(data: &[u8]) {
    let choice = data.iter().fold(data.len(), |sum, byte| sum.wrapping_mul(31) ^ usize::from(*byte)) % 9973;
    for limits in [Limits::LIFTED, Limits::default(), narrow(choice, data.len())] {
        match Decoder::new().limits(limits).decode(data) {
            Ok(document) => {
                if let Err(error) = inverse(&document, limits) {
                    assert!(LIMITS.contains(&error.kind()), "{error}");
                }
            }
            Err(error) => assert!(error.offset() <= data.len(), "errors have a place"),
        }
    }
}

/// Builds any document from the tables and checks that it can be encoded and decoded again, or is refused.
pub fn structured(data: &[u8]) {
    let mut data = Unstructured::new(data);
    if let Ok(document) = Document::arbitrary(&mut data) {
        let choice = data.int_in_range(0..=9972).unwrap_or_default();
        for limits in [Limits::default(), narrow(choice, 100 + choice % 400)] {
            let _ = inverse(&document, limits);
        }
        if inverse(&document, Limits::LIFTED).is_ok() {
            json_inverse(&document);
            markup::lex(&Encoder::default().limits(Limits::LIFTED).to_vec(&document).expect("it encodes"));
        }
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
    if let Ok(document) = Decoder::new().limits(Limits::LIFTED).decode(data) {
        json_inverse(&document);
    }
    if let Ok(document) = serde_json::from_slice::<Document<'static>>(data) {
        json_inverse(&document);
        let _ = inverse(&document, Limits::default());
    }
}
