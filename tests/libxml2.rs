//! Comparison of the DTD validator with libxml2: both must agree on every document, whatever its declaration says.
//! `dtd/README.md` has a section on what this means, and on the documents that are not compared.
//!
//! It needs `xmllint` (Debian package `libxml2-utils`). Without it the comparison is skipped with a
//! message, unless `LIBXML2=required` is set.

#![cfg(feature = "arbitrary")]

mod common;
#[path = "common/documented.rs"]
mod documented;
#[path = "common/mutate.rs"]
mod mutate;
#[path = "common/random.rs"]
mod random;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use arbitrary::{Arbitrary, Unstructured};
use broadworks_cap::validate::formats;
use broadworks_cap::{Document, Encoder, Framed, Framer, Limits, Protocol};
use documented::documented;
use mutate::mutate;
use random::Random;

const PROTOCOLS: [(Protocol, &str); 2] = [(Protocol::CapC, "cap-c"), (Protocol::Ccc2, "ccc2")];

/// Documents, each with a name to identify it.
type Documents = Vec<(String, Vec<u8>)>;

fn dtd(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("dtd/{name}-17.0.dtd"))
}

fn libxml2_is_here() -> bool {
    let here = Command::new("xmllint").arg("--version").output().is_ok();
    assert!(here || std::env::var("LIBXML2").as_deref() != Ok("required"), "xmllint is missing (libxml2-utils)");
    if !here {
        eprintln!("skipped: xmllint is not installed (Debian package libxml2-utils)");
    }
    here
}

/// Returns the indices of the documents that libxml2 rejects with the DTD.
fn refused_by_libxml2(work: &str, protocol: &str, documents: &Documents) -> BTreeSet<usize> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("libxml2-{work}-{protocol}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder for the documents");
    for (index, (_, bytes)) in documents.iter().enumerate() {
        fs::write(folder.join(format!("{index}.xml")), bytes).expect("a document is written");
    }
    let names: Vec<String> = (0..documents.len()).map(|index| format!("{index}.xml")).collect();
    let mut refused = BTreeSet::new();
    // One process checks many documents.
    for names in names.chunks(2000) {
        let mut run = Command::new("xmllint");
        run.current_dir(&folder).args(["--noout", "--dtdvalid"]).arg(dtd(protocol)).args(names);
        let said = run.output().expect("xmllint runs").stderr;
        for line in String::from_utf8_lossy(&said).lines() {
            let bad = line.strip_prefix("Document ").and_then(|l| l.strip_suffix(&dtd(protocol).display().to_string()));
            let name = match bad {
                Some(name) => name.strip_suffix(" does not validate against "),
                None if line.contains(": parser error :") || line.contains(": namespace error :") => {
                    line.split(':').next()
                }
                None => None,
            };
            refused.extend(name.and_then(|name| name.strip_suffix(".xml")?.parse::<usize>().ok()));
        }
    }
    fs::remove_dir_all(&folder).expect("the folder goes away");
    refused
}

/// Compares the verdicts for both DTDs, and returns the number of valid documents for each.
fn agree(work: &str, documents: &Documents) -> [usize; 2] {
    PROTOCOLS.map(|(protocol, name)| {
        let refused = refused_by_libxml2(work, name, documents);
        for (index, (from, bytes)) in documents.iter().enumerate() {
            let ours: Vec<_> = protocol.violations(bytes).collect();
            assert_eq!(
                !ours.is_empty(),
                refused.contains(&index),
                "{name}, {from}: {ours:#?}\n{}",
                String::from_utf8_lossy(bytes)
            );
        }
        documents.len() - refused.len()
    })
}

/// Returns every document of the corpus, cut out of its stream. Bytes that are not a document are
/// returned as a whole.
fn corpus() -> Documents {
    let mut documents = Vec::new();
    for folder in ["cap-c", "ccc2", "actions", "errata", "habits", "xml", "invalid", "dtd", "rules", "stream"] {
        for (path, bytes) in common::folder(folder) {
            let name = path.display().to_string();
            let mut framer = Framer::new(Limits::default());
            let mut rest = &bytes[..];
            while let Framed::Document { range } = framer.step(rest) {
                documents.push((name.clone(), rest[range.clone()].to_vec()));
                rest = &rest[range.end..];
            }
            if !rest.trim_ascii().is_empty() {
                documents.push((name, rest.to_vec()));
            }
        }
    }
    // This crate refuses document types, but libxml2 reads them; `--dtdvalid` does not check the
    // root.
    documents.retain(|(name, _)| !name.ends_with("doctype.xml") && !name.ends_with("wrong-root.xml"));
    documents
}

#[test]
fn the_dtds_load_without_a_message() {
    if !libxml2_is_here() {
        return;
    }
    for (_, name) in PROTOCOLS {
        let good = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("corpus/{name}/infoRequest.xml"));
        let run = Command::new("xmllint").args(["--noout", "--dtdvalid"]).arg(dtd(name)).arg(good).output();
        let run = run.expect("xmllint runs");
        assert!(run.status.success() && run.stdout.is_empty() && run.stderr.is_empty(), "{name}: {run:?}");
    }
}

#[test]
fn agrees_on_the_corpus() {
    if !libxml2_is_here() {
        return;
    }
    let valid = agree("corpus", &corpus());
    assert!(valid.iter().all(|count| *count > 30), "{valid:?}");
}

#[test]
fn agrees_on_what_the_encoder_writes() {
    if !libxml2_is_here() {
        return;
    }
    let mut random = Random::new(17);
    let mut documents = Vec::new();
    for number in 0..1500 {
        let seed: Vec<u8> = (0..2048).map(|_| random.next() as u8).collect();
        let document = Document::arbitrary(&mut Unstructured::new(&seed)).expect("a document");
        for (protocol, name) in PROTOCOLS {
            // What would not be read back is not written.
            let Ok(bytes) = Encoder::new(protocol).to_vec(&document) else { continue };
            documents.push((format!("arbitrary {number} for {name}"), bytes));
        }
    }
    assert!(documents.len() > 2000, "{} documents", documents.len());
    agree("arbitrary", &documents);
}

/// The rules that compare fields with each other.
const RELATIONS: [&str; 8] =
    ["forwarding", "wrap-up", "no-calls", "release-cause", "outcome", "unanswered-action", "network", "one-call"];

#[test]
fn whatever_is_documented_is_valid_as_the_encoder_writes_it() {
    if !libxml2_is_here() {
        return;
    }
    let mut random = Random::new(99);
    for (protocol, name) in PROTOCOLS {
        let mut documents = Vec::new();
        for format in formats().filter(|format| format.protocols.contains(&protocol)) {
            for number in 0..40 {
                let message = documented(format, protocol, number == 0, &mut random);
                let document = Document::decode(&message).expect("a good document");
                let bytes = Encoder::new(protocol).to_vec(&document).expect("it encodes");
                documents.push((format!("{} {} {number}", format.command.as_str(), format.name), bytes));
            }
        }
        let refused = refused_by_libxml2("documented", name, &documents);
        let refused: Vec<_> = refused.iter().map(|index| String::from_utf8_lossy(&documents[*index].1)).collect();
        assert!(refused.is_empty(), "{name}: {refused:#?}");
        for (from, bytes) in &documents {
            // The field is documented for CCC2, which has no login; hence a note (E039, E116).
            let found = protocol.validate(bytes).filter(|f| f.id() != "login-in-ccc2");
            // The values are drawn for each field alone, so they need not go together.
            let found: Vec<_> = found.filter(|f| !RELATIONS.contains(&f.id())).collect();
            assert!(found.is_empty(), "{name}, {from}: {found:#?}\n{}", String::from_utf8_lossy(bytes));
        }
    }
}

#[test]
fn agrees_on_mutations_of_valid_documents() {
    if !libxml2_is_here() {
        return;
    }
    let seeds: Documents = corpus()
        .into_iter()
        .filter(|(_, bytes)| PROTOCOLS.iter().any(|(protocol, _)| protocol.violations(bytes).next().is_none()))
        .collect();
    let mut random = Random::new(3);
    let mutants: Documents = (0..4000)
        .map(|number| {
            let (name, bytes) = &seeds[random.below(seeds.len())];
            (format!("mutant {number} of {name}"), mutate(bytes, &mut random))
        })
        .collect();
    let valid = agree("mutants", &mutants);
    // Both verdicts must occur, or the comparison proves nothing.
    assert!(valid.iter().all(|count| (200..3000).contains(count)), "{valid:?}");
}

/// White space, references to it and comments between the elements of valid documents: with `standalone="yes"`, one
/// character of it makes the document invalid.
#[test]
fn agrees_on_white_space_in_standalone_documents() {
    if !libxml2_is_here() {
        return;
    }
    let mut documents = Documents::new();
    for (name, bytes) in corpus().iter().filter(|(name, _)| ["/cap-c/", "/ccc2/"].iter().any(|at| name.contains(at))) {
        let text = String::from_utf8_lossy(bytes);
        let root = &text[text.find("<B").expect("a root")..];
        // Without the white space between the elements.
        let mut dense: String = root.lines().map(str::trim_start).collect();
        while let Some(at) = dense.find("> <") {
            dense.remove(at + 1);
        }
        for standalone in ["yes", "no"] {
            for between in ["", "\n", "&#32;", "<!-- -->", "<?p?>", "<!-- --> <!-- -->", "<![CDATA[ ]]>"] {
                let at = dense.rfind("><").expect("two tags") + 1;
                let (before, after) = dense.split_at(at);
                let document =
                    format!("<?xml version=\"1.0\" standalone=\"{standalone}\"?>\n{before}{between}{after}\n");
                documents.push((format!("{name} with {between:?}"), document.into_bytes()));
            }
        }
    }
    let valid = agree("standalone", &documents);
    let here = documents.len();
    assert!(valid.iter().all(|count| (here / 4..here - here / 4).contains(count)), "{valid:?} of {here}");
}
