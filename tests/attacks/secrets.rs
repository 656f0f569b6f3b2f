//! Attacks on secrets: a password never appears in an error, a diagnostic or `Debug` output,
//! wherever the sender put it.

use broadworks_cap::xml::Lexer;
use broadworks_cap::{Document, Framed, Framer, Limits, Protocol, Validator};

#[path = "../common/secrets.rs"]
mod documents;

use documents::{SECRET, documents};

fn check(text: &str, document: &str) {
    assert!(!text.contains("hunter2"), "{text}\nof {document}");
}

#[test]
fn nothing_that_is_printed_of_a_document_shows_it() {
    for document in documents() {
        let bytes = document.as_bytes();
        match Document::decode(bytes) {
            Ok(decoded) => {
                for text in
                    [format!("{decoded:?}"), format!("{decoded:#?}"), format!("{:?}", decoded.clone().into_owned())]
                {
                    check(&text, &document);
                }
                // The password is still in the document.
                let mut out = Vec::new();
                decoded.encode(&mut out).expect("it encodes");
                assert!(String::from_utf8_lossy(&out).contains(SECRET), "{document}");
            }
            Err(error) => check(&format!("{error} {error:?}"), &document),
        }
        let mut framer = Framer::new(Limits::default());
        if let Framed::Malformed { error, .. } = framer.step(bytes) {
            check(&format!("{error} {error:?}"), &document);
        }
        check(&format!("{framer:?} {:?}", framer.finish(bytes)), &document);
    }
}

#[test]
fn no_finding_and_no_state_shows_it() {
    for document in documents() {
        for protocol in [Protocol::CapC, Protocol::Ccc2] {
            let mut findings = Validator::new(protocol).validate(document.as_bytes());
            check(&format!("{findings:?}"), &document);
            while let Some(finding) = findings.next() {
                check(&format!("{finding} {finding:?} {:?}", finding.path()), &document);
                check(&format!("{findings:?}"), &document);
            }
            if let Err(finding) = Document::decode_strict(document.as_bytes(), protocol) {
                check(&format!("{finding} {finding:?}"), &document);
            }
        }
        let mut lexer = Lexer::new(document.as_bytes(), Limits::default()).expect("legal characters");
        while let Ok(Some(_)) = lexer.next() {
            check(&format!("{lexer:?}"), &document);
        }
    }
}
