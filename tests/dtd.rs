//! Comparison of the DTD validator with a simple reference implementation (`common/dtd_model.rs`): every violation, its
//! position and its path.

mod common;
#[path = "common/dtd_model.rs"]
mod dtd_model;
#[path = "common/mutate.rs"]
mod mutate;
#[path = "common/random.rs"]
mod random;

use std::collections::BTreeMap;

use broadworks_cap::dtd::{ContentModel, Declaration, Dtd, Violation, ViolationKind};
use broadworks_cap::validate::{Diagnostic, Validator};
use broadworks_cap::xml::{Lexer, write};
use broadworks_cap::{Limits, Protocol};
use dtd_model::{Wrong, judge};
use mutate::mutate;
use random::Random;

/// Returns the names that were allowed instead, in the order of the DTD.
fn instead(dtd: &'static Dtd, what: ViolationKind<'_>, inside: Option<&'static Declaration>) -> Vec<&'static str> {
    match (what, inside) {
        (ViolationKind::WrongRoot(_), _) => vec![dtd.elements()[0].name],
        (ViolationKind::MissingElement(name) | ViolationKind::MissingAttribute(name), _) => vec![name],
        (ViolationKind::ElementOutOfOrder { before, .. }, _) => vec![before],
        (
            ViolationKind::UnknownElement(_) | ViolationKind::MisplacedElement(_) | ViolationKind::UnexpectedText,
            Some(element),
        ) => element.children().iter().map(|place| dtd.name(place)).collect(),
        (ViolationKind::UnknownAttribute(_), Some(element)) => element.attributes.iter().map(|a| a.name).collect(),
        (ViolationKind::AttributeValue { attribute, .. }, Some(element)) => {
            element.attribute(attribute).expect("it is declared").words.to_vec()
        }
        _ => Vec::new(),
    }
}

/// Returns the names that the message of a violation must contain.
fn told<'a>(what: ViolationKind<'a>, inside: &'a str) -> Vec<&'a str> {
    match what {
        ViolationKind::IllFormed(kind) => vec![kind.describe()],
        ViolationKind::WrongRoot(name) | ViolationKind::UnknownElement(name) | ViolationKind::RepeatedElement(name) => {
            vec![name]
        }
        ViolationKind::MisplacedElement(name)
        | ViolationKind::MissingElement(name)
        | ViolationKind::MissingAttribute(name) => vec![name, inside],
        ViolationKind::ElementOutOfOrder { element, before } => vec![element, before],
        ViolationKind::UnknownAttribute(name) => vec![name, inside],
        ViolationKind::AttributeValue { attribute, value } => vec![attribute, inside, value],
        ViolationKind::NewerVersion(version) => vec![version],
        _ => vec![inside],
    }
}

/// Unwraps a violation among diagnostics.
fn violation(diagnostic: Diagnostic<'_>) -> Violation<'_> {
    match diagnostic {
        Diagnostic::Invalid(violation) => violation,
        Diagnostic::Deviation(_) => panic!("no deviations were asked for: {diagnostic}"),
    }
}

/// Compares every violation with the reference implementation, and counts each kind.
fn agree(protocol: Protocol, document: &[u8], seen: &mut BTreeMap<&'static str, usize>) {
    let expected = judge(protocol, document);
    let violations: Vec<_> = protocol.violations(document).collect();
    let shown = String::from_utf8_lossy(document);
    let general = Validator::new(protocol).deviations(false).limits(Limits::default().shortcuts(false));
    let general: Vec<_> = general.validate(document).map(violation).collect();
    assert_eq!(violations, general, "{protocol:?}, shortcuts off: {shown}");
    let ours: Vec<Wrong<'_>> = violations
        .iter()
        .map(|violation| {
            (violation.what(), violation.span().start, violation.span().end, violation.path().names().collect())
        })
        .collect();
    assert_eq!(ours, expected, "{protocol:?}: {shown}");
    for violation in violations {
        assert_eq!(violation.protocol(), protocol);
        *seen.entry(violation.what().id()).or_default() += 1;
        let path = violation.path();
        let names: Vec<&str> = path.names().collect();
        assert_eq!((path.len(), path.is_empty(), path.last()), (names.len(), names.is_empty(), names.last().copied()));
        assert_eq!(path.to_string(), if names.is_empty() { "/".into() } else { names.join("/") });
        assert_eq!(format!("{path:?}"), format!("Path({path})"));
        let (what, dtd) = (violation.what(), Dtd::of(protocol));
        let inside = path.last().and_then(|name| dtd.element(name));
        assert_eq!(violation.expected().collect::<Vec<_>>(), instead(dtd, what, inside));
        assert_eq!(violation.erratum(), matches!(what, ViolationKind::ElementOutOfOrder { .. }).then_some(1));
        let said = violation.to_string();
        for name in told(what, path.last().unwrap_or("the document")) {
            assert!(said.contains(name) || name.len() > 40 || name.contains(char::is_control), "{name}: {said}");
        }
        if let (ViolationKind::MisplacedElement(_), Some(Declaration { content, .. })) = (what, inside) {
            let [text, empty] = ["text only", "must be empty"].map(|words| said.contains(words));
            assert_eq!(
                (text, empty),
                (matches!(content, ContentModel::Text), matches!(content, ContentModel::Empty)),
                "{said}"
            );
        }
        let debug = format!("{violation:?}");
        assert!(debug.contains(&format!("{path:?}")) && debug.contains(&format!("{:?}", violation.what())), "{debug}");
    }
}

const PROTOCOLS: [Protocol; 2] = [Protocol::CapC, Protocol::Ccc2];
const FOLDERS: [&str; 10] =
    ["cap-c", "ccc2", "actions", "errata", "habits", "xml", "invalid", "dtd", "rules", "stream"];

#[test]
fn the_tables_answer_by_name() {
    for protocol in PROTOCOLS {
        let dtd = Dtd::of(protocol);
        assert_eq!(dtd.elements()[0].name, "BroadsoftDocument");
        assert!(dtd.element("nothing").is_none() && dtd.element("").is_none());
        for element in dtd.elements() {
            assert_eq!(dtd.element(element.name).map(|found| found.name), Some(element.name));
            assert_eq!(element.children().is_empty(), !matches!(element.content, ContentModel::Children(_)));
            for other in dtd.elements() {
                let declared = element.children().iter().find(|place| dtd.name(place) == other.name);
                let found = dtd.place(element, other.name);
                assert!(
                    found.is_some() == declared.is_some() && found.is_none_or(|place| dtd.name(place) == other.name)
                );
            }
            assert!(dtd.place(element, "nothing").is_none() && element.attribute("nothing").is_none());
            for attribute in element.attributes {
                assert_eq!(element.attribute(attribute.name).map(|found| found.name), Some(attribute.name));
            }
        }
    }
}

/// Two paths are equal if they have the same elements, whatever was open and left before.
#[test]
fn paths_are_compared_by_their_elements() {
    let inner =
        "<user userType='CallClient' x='1'><call callId='a' extTrackingId='b'><state>2</state></call><x/></user>";
    let document = format!(
        "<BroadsoftDocument protocol='CAP' version='17.0'><command commandType='callUpdate'><commandData>{inner}\
         <queue><queueCall><priority>0</priority></queueCall></queue>{inner}</commandData></command></BroadsoftDocument>"
    );
    for protocol in Protocol::ALL.iter().copied() {
        let paths: Vec<_> = protocol.violations(document.as_bytes()).map(|violation| *violation.path()).collect();
        assert!(paths.len() > 4, "{paths:?}");
        for (one, other) in paths.iter().flat_map(|one| paths.iter().map(move |other| (one, other))) {
            assert_eq!(one == other, one.to_string() == other.to_string(), "{one:?} {other:?}");
        }
    }
}

#[test]
fn a_validator_shows_where_it_stands_and_nothing_of_the_document() {
    let document = b"<BroadsoftDocument protocol='CAP' version='17.0'><command commandType='sesame'><x>sesame</x>";
    let mut violations = Protocol::CapC.violations(document);
    let shown = format!("{violations:?}");
    assert!(shown.starts_with("Violations { protocol: CapC, path: Path(/), lexer: Some(Lexer {"), "{shown}");
    while violations.next().is_some_and(|violation| violation.what().id() != "unknown-element") {
        let shown = format!("{violations:?}");
        assert!(shown.contains("Path(BroadsoftDocument/command)") && !shown.contains("sesame"), "{shown}");
    }
}

#[test]
fn agrees_on_the_corpus_and_every_piece_of_it() {
    let mut seen = BTreeMap::new();
    for (_, bytes) in FOLDERS.iter().flat_map(|folder| common::folder(folder)) {
        for protocol in PROTOCOLS {
            agree(protocol, &bytes, &mut seen);
        }
        for end in (0..bytes.len().min(3000)).step_by(7) {
            agree(Protocol::CapC, &bytes[..end], &mut seen);
        }
    }
    assert_eq!(seen.len(), 14, "every kind comes up: {seen:?}");
}

#[test]
fn agrees_on_documents_indented_by_any_width() {
    let mut seen = BTreeMap::new();
    for (path, bytes) in ["cap-c", "ccc2", "dtd"].iter().flat_map(|folder| common::folder(folder)) {
        let mut line = Vec::new();
        if write::canonical(&mut line, core::str::from_utf8(&bytes).expect("UTF-8")).is_err() {
            continue;
        }
        let line = String::from_utf8(line).expect("UTF-8");
        let protocol = if common::is_ccc2(&path) { Protocol::Ccc2 } else { Protocol::CapC };
        for width in 0..24 {
            let indented = line.replace("><", &format!(">\n{}<", " ".repeat(width)));
            agree(protocol, indented.as_bytes(), &mut seen);
        }
        // Text must not be taken for white space of the same length.
        for gap in ["\n", "\n  "] {
            let indented = line.replace("><", &format!(">{gap}<"));
            for (at, _) in indented.match_indices(gap) {
                let mut changed = indented.clone();
                changed.replace_range(at..at + gap.len(), &"x".repeat(gap.len()));
                agree(protocol, changed.as_bytes(), &mut seen);
            }
        }
    }
    assert!(seen.len() >= 10, "{seen:?}");
}

#[test]
fn agrees_on_text_behind_text_of_the_same_length() {
    let mut seen = BTreeMap::new();
    for (path, bytes) in ["cap-c", "ccc2"].iter().flat_map(|folder| common::folder(folder)) {
        let protocol = if common::is_ccc2(&path) { Protocol::Ccc2 } else { Protocol::CapC };
        let document = String::from_utf8(bytes).expect("UTF-8");
        for (width, blank) in (1..34).zip([" ", "\n"].into_iter().cycle()) {
            let (text, other) = ("x".repeat(width), format!("{}{blank}x", "x".repeat(width)));
            let mut changed = String::new();
            for (number, piece) in document[document.find("<B").expect("a root")..].split("><").enumerate() {
                let between = [text.as_str(), other.as_str()][number % 2];
                changed += &if number == 0 { piece.to_owned() } else { format!(">{between}<{piece}") };
            }
            agree(protocol, changed.as_bytes(), &mut seen);
        }
    }
    assert!(seen["unexpected-text"] > 1000, "{seen:?}");
}

#[test]
fn agrees_on_what_stands_behind_a_document() {
    let mut seen = BTreeMap::new();
    for (path, bytes) in ["cap-c", "ccc2"].iter().flat_map(|folder| common::folder(folder)) {
        let protocol = if common::is_ccc2(&path) { Protocol::Ccc2 } else { Protocol::CapC };
        let document = String::from_utf8(bytes).expect("UTF-8");
        let document = &document[document.find("<B").expect("a root")..].trim_end();
        // The end tag is spelled in the usual way or in another way.
        for first in [document.to_string(), document.replace("</BroadsoftDocument>", "</BroadsoftDocument >")] {
            for behind in [document, "<?xml version=\"1.0\"?>", "<x/>", "x", "<!-- -->", "</BroadsoftDocument>"] {
                for gap in ["", "\n", "  "] {
                    agree(protocol, [&first, gap, behind].concat().as_bytes(), &mut seen);
                }
            }
        }
    }
    assert!(seen["ill-formed"] > 100, "{seen:?}");
}

#[test]
fn agrees_on_text_that_looks_like_the_rest_of_a_tag() {
    let mut seen = BTreeMap::new();
    for (path, bytes) in ["cap-c", "ccc2", "dtd"].iter().flat_map(|folder| common::folder(folder)) {
        let protocol = if common::is_ccc2(&path) { Protocol::Ccc2 } else { Protocol::CapC };
        for (at, _) in bytes.iter().enumerate().filter(|(_, byte)| **byte == b'>') {
            for piece in [">", "/>", " id=\"1\">", "<x/>>"] {
                let (before, behind) = bytes.split_at(at + 1);
                agree(protocol, &[before, piece.as_bytes(), behind].concat(), &mut seen);
            }
        }
    }
    assert!(seen["unexpected-text"] > 1000, "{seen:?}");
}

#[test]
fn agrees_on_attributes_that_are_missing_repeated_or_changed() {
    let mut seen = BTreeMap::new();
    for (path, bytes) in ["cap-c", "ccc2", "dtd"].iter().flat_map(|folder| common::folder(folder)) {
        let protocol = if common::is_ccc2(&path) { Protocol::Ccc2 } else { Protocol::CapC };
        let document = String::from_utf8(bytes).expect("UTF-8");
        for (equals, _) in document.match_indices("=\"") {
            let start = document[..equals].rfind(char::is_whitespace).expect("a space");
            let end = equals + 2 + document[equals + 2..].find('"').expect("a value ends") + 1;
            let (name, value) = (document[start..equals].trim_start(), &document[equals + 2..end - 1]);
            let attribute = &document[start..end];
            for instead in [
                String::new(),
                attribute.repeat(2),
                format!("{attribute} other=\"{value}\"{attribute}"),
                format!(" {name}=\"{value}x\""),
                format!(" {name}=\"\""),
                format!(" {name}='{value}'"),
                format!(" {name}x=\"{value}\""),
                format!(" {name} = \"{value}\""),
                format!(" {name}=\"{value}<\""),
                format!(" {name}=\"{value}&amp;\""),
            ] {
                let changed = [&document[..start], &instead, &document[end..]].concat();
                agree(protocol, changed.as_bytes(), &mut seen);
            }
        }
    }
    for id in ["missing-attribute", "unknown-attribute", "attribute-value", "ill-formed"] {
        assert!(seen[id] > 100, "{seen:?}");
    }
}

/// Returns a start tag with all required attributes of the element.
fn start_tag(element: &Declaration) -> String {
    let mut tag = format!("<{}", element.name);
    for attribute in element.attributes.iter().filter(|attribute| attribute.required) {
        tag += &format!(" {}=\"{}\"", attribute.name, attribute.words.first().unwrap_or(&"1"));
    }
    tag + ">"
}

/// A misplaced element may be nested deeper than any content model allows.
#[test]
fn agrees_on_elements_as_deep_as_may_be() {
    let mut seen = BTreeMap::new();
    let deepest = Limits::default().depth;
    for protocol in PROTOCOLS {
        let dtd = Dtd::of(protocol);
        let root = &dtd.elements()[0];
        for element in dtd.elements().iter().filter(|element| !element.children().is_empty()) {
            for (place, depth) in
                element.children().iter().flat_map(|place| (0..4).map(move |less| (place, deepest - less)))
            {
                let child = dtd.element(dtd.name(place)).expect("it is declared");
                let document = [
                    start_tag(root),
                    start_tag(element).repeat(depth - 1),
                    format!("{}</{}>", start_tag(child), child.name).repeat(2),
                    format!("</{}>", element.name).repeat(depth - 1),
                    format!("</{}>", root.name),
                ];
                agree(protocol, document.concat().as_bytes(), &mut seen);
            }
        }
    }
    assert!(seen["ill-formed"] > 100, "{seen:?}");
}

#[test]
fn agrees_on_as_many_attributes_as_may_be() {
    let mut seen = BTreeMap::new();
    for (path, bytes) in ["cap-c", "ccc2"].iter().flat_map(|folder| common::folder(folder)) {
        let protocol = if common::is_ccc2(&path) { Protocol::Ccc2 } else { Protocol::CapC };
        let document = String::from_utf8(bytes).expect("UTF-8");
        for tag in ["<BroadsoftDocument", "<command", "<user", "<call", "<applicationId"] {
            for count in Limits::default().attributes - 4..Limits::default().attributes + 2 {
                let others: String = (0..count).map(|number| format!(" x{number}=\"\"")).collect();
                for end in [" ", ">"] {
                    let (before, behind) = (format!("{tag}{others}{end}"), format!("{others}{end}"));
                    agree(protocol, document.replace(&format!("{tag}{end}"), &before).as_bytes(), &mut seen);
                    agree(protocol, document.replacen(">", &behind, 5).as_bytes(), &mut seen);
                }
            }
        }
    }
    assert!(seen["ill-formed"] > 100, "{seen:?}");
}

/// A change of any single byte must have the same effect on both implementations.
#[test]
fn agrees_on_documents_with_any_byte_changed() {
    let mut seen = BTreeMap::new();
    for name in ["callUpdate-call-client.xml", "acknowledgement.xml"] {
        let (_, bytes) =
            common::folder("cap-c").into_iter().find(|(path, _)| path.ends_with(name)).expect("it is there");
        for (at, byte) in bytes.iter().enumerate() {
            let (before, behind) = (&bytes[..at], &bytes[at + 1..]);
            for other in [byte ^ 1, byte ^ 0x20, b'x', b'>'] {
                agree(Protocol::CapC, &[before, &[other], behind].concat(), &mut seen);
            }
            for more in [b"-", b"<", b" "] {
                agree(Protocol::CapC, &[before, more, &bytes[at..]].concat(), &mut seen);
            }
        }
    }
    for id in ["ill-formed", "unknown-element", "unknown-attribute", "attribute-value", "unexpected-text"] {
        assert!(seen[id] > 100, "{seen:?}");
    }
}

#[test]
fn agrees_on_documents_with_any_character_anywhere() {
    let mut seen = BTreeMap::new();
    for name in ["callUpdate-call-client.xml", "callAction.xml"] {
        let (_, bytes) =
            common::folder("cap-c").into_iter().find(|(path, _)| path.ends_with(name)).expect("it is there");
        let document = String::from_utf8(bytes).expect("UTF-8");
        for (at, _) in document.char_indices() {
            for odd in ["\u{1f}", "\t", "\u{e9}", "\u{fffd}", "\u{fffe}", "&"] {
                let document = format!("{}{odd}{}", &document[..at], &document[at..]);
                agree(Protocol::CapC, document.as_bytes(), &mut seen);
            }
        }
    }
    assert!(seen["ill-formed"] > 1000 && seen.len() > 3, "{seen:?}");
}

/// The fast path looks only at the bytes it comes to, so those that are no text must stop it wherever they stand.
#[test]
fn of_documents_with_bytes_that_are_no_character() {
    let mut seen = BTreeMap::new();
    for (path, bytes) in ["cap-c", "ccc2"].iter().flat_map(|folder| common::folder(folder)) {
        let protocol = if common::is_ccc2(&path) { Protocol::Ccc2 } else { Protocol::CapC };
        for (at, _) in bytes.iter().enumerate().filter(|(_, byte)| matches!(byte, b'<' | b'>' | b'"' | b' ')) {
            for piece in
                [&b"\xff"[..], b"\xff\xff", b"\xff\xff\xff", b"\x80", b"\x9f", b"\xc3", b"\xe2\x82", b"\xed\xa0\x80"]
            {
                for place in [at, at + 1] {
                    agree(protocol, &[&bytes[..place], piece, &bytes[place..]].concat(), &mut seen);
                }
            }
        }
    }
    assert!(seen.len() == 1 && seen["ill-formed"] > 10_000, "{seen:?}");
}

#[test]
fn of_text_and_values_beyond_ascii() {
    let mut seen = BTreeMap::new();
    for (path, bytes) in ["cap-c", "ccc2"].iter().flat_map(|folder| common::folder(folder)) {
        let protocol = if common::is_ccc2(&path) { Protocol::Ccc2 } else { Protocol::CapC };
        let document = String::from_utf8(bytes).expect("UTF-8");
        for (at, _) in document.match_indices(['"', '>']) {
            for piece in [
                "\u{e9}",
                "\u{7f}\u{85}",
                "\u{fffd}\t",
                "\u{ffff}",
                "&amp;",
                "&#233;",
                "&#1;",
                "&x;",
                "]]>",
                "'",
                "\r\n",
            ] {
                let changed = [&document[..=at], piece, &document[at + 1..]].concat();
                agree(protocol, changed.as_bytes(), &mut seen);
            }
        }
    }
    assert!(seen["ill-formed"] > 1000 && seen["unexpected-text"] > 1000, "{seen:?}");
}

/// Limits too low for what a valid document may hold leave it to the general walk.
#[test]
fn of_any_limits() {
    for (path, bytes) in ["cap-c", "ccc2"].iter().flat_map(|folder| common::folder(folder)) {
        let protocol = if common::is_ccc2(&path) { Protocol::Ccc2 } else { Protocol::CapC };
        let limits = Limits::default();
        let narrow = (0..12).flat_map(|most| [limits.depth(most), limits.attributes(most)]);
        let narrow = narrow.chain((0..48).map(|most| limits.name(most)));
        let narrow = narrow.chain((0..4).map(|less| limits.document(bytes.len() + 2 - less)));
        for limits in narrow {
            let mut lexer = if bytes.len() > limits.document { None } else { Lexer::new(&bytes, limits).ok() };
            let is_well_formed = lexer.as_mut().is_some_and(|lexer| {
                loop {
                    match lexer.next() {
                        Ok(Some(_)) => {}
                        end => break end.is_ok(),
                    }
                }
            });
            let found = Validator::new(protocol).deviations(false).limits(limits).validate(&bytes).next();
            assert_eq!(found.is_none(), is_well_formed, "{path:?}, {limits:?}");
        }
    }
}

#[test]
fn agrees_on_mutations() {
    let is_well_formed = |bytes: &[u8]| judge(Protocol::CapC, bytes).iter().all(|wrong| wrong.0.id() != "ill-formed");
    let seeds = ["cap-c", "ccc2", "dtd"].iter().flat_map(|folder| common::folder(folder)).map(|(_, bytes)| bytes);
    let seeds: Vec<Vec<u8>> = seeds.filter(|bytes| is_well_formed(bytes)).collect();
    let (mut random, mut seen) = (Random::new(23), BTreeMap::new());
    for _ in 0..3000 {
        let mut bytes = mutate(&seeds[random.below(seeds.len())], &mut random);
        if random.below(4) == 0 {
            let at = random.below(bytes.len());
            bytes[at] = *random.choose(b"<>/\"'=& \n\r\tax-!?[]\x01\xc3");
        }
        for protocol in PROTOCOLS {
            agree(protocol, &bytes, &mut seen);
        }
    }
    assert!(seen.len() == 14 && seen.values().all(|count| *count > 20), "every kind comes up: {seen:?}");
}
