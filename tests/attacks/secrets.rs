//! Attacks on secrets: a password never appears in an error, a diagnostic or `Debug` output,
//! wherever the sender put it.

use broadworks_cap::xml::Lexer;
use broadworks_cap::{Document, Framed, Framer, Limits, Protocol, Validator};

const SECRET: &str = "hunter2-hunter2-hunter2";

/// Returns documents with a password in its place and in other places.
fn documents() -> Vec<String> {
    let password = format!("<securePassword>{SECRET}</securePassword>");
    let around = |command: &str, data: &str| {
        format!(
            "<BroadsoftDocument protocol=\"CAP\" version=\"17.0\"><command commandType=\"{command}\"><commandData>{data}\
             </commandData></command></BroadsoftDocument>"
        )
    };
    let user = |inside: &str| around("registerRequest", &format!("<user userType='CallClient'>{inside}</user>"));
    vec![
        user(&password),
        user(&format!("{password}{password}")),
        user(&format!("{password}<securePassword>other</securePassword>")),
        user(&password.replace('>', " x='1'>").replace("</securePassword x='1'>", "</securePassword>")),
        user(&format!("<securePassword>{SECRET}<b/></securePassword>")),
        user(&format!("<securePassword><![CDATA[{SECRET}]]></securePassword>")),
        user(&format!("<securePassword hidden='{SECRET}'/>")),
        user(&format!("<future>{password}</future>")),
        user(&format!("<call>{password}</call>")),
        user(&format!("<password>{SECRET}</password>")),
        user(&format!("<SecurePassword>{SECRET}</SecurePassword>")),
        format!("{}{password}", user("")).replace("</user>", &format!("{password}</user>")),
        around("registerRequest", &password),
        around("callUpdate", &format!("<user>{password}</user>")),
        around("future", &format!("<user>{password}</user>")),
        around("registerRequest", &format!("<user securePassword='{SECRET}'/>")),
        // Documents that are malformed in the password or near it.
        user(&format!("<securePassword>{SECRET}")),
        user(&format!("<securePassword>{SECRET}&x;</securePassword>")),
        user(&format!("<securePassword>{SECRET}</secure>")),
        user(&format!("<securePassword a='{SECRET}>x</securePassword>")),
    ]
}

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

#[cfg(feature = "cli")]
#[test]
fn the_tool_does_not_show_it() {
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("secrets.xml");
    for document in documents() {
        std::fs::write(&file, &document).expect("a document is written");
        for arguments in [&["decode"][..], &["decode", "--strict"], &["validate", "--protocol", "cap-c"]] {
            let run = std::process::Command::new(env!("CARGO_BIN_EXE_bwcap")).args(arguments).arg(&file).output();
            let run = run.expect("bwcap runs");
            for said in [run.stdout, run.stderr] {
                check(&format!("{arguments:?}: {}", String::from_utf8_lossy(&said)), &document);
            }
        }
    }
}
