//! Comparison of the fast reader, which predicts the next field, with the general reader: tape, document
//! and error must be the same.
#![cfg(feature = "arbitrary")]

mod common;
#[path = "common/mutate.rs"]
mod mutate;
#[path = "common/random.rs"]
mod random;

use std::collections::BTreeSet;

use arbitrary::{Arbitrary, Unstructured};
use broadworks_cap::message::values::CommandType;
use broadworks_cap::schema::Schema;
use broadworks_cap::{Command, Decoder, Document, Encoder, Limits, Protocol};
use mutate::mutate;
use random::Random;

fn compare(bytes: &[u8], limits: Limits) -> bool {
    let (mut fast, mut general) = (Decoder::new().limits(limits), Decoder::new().limits(limits.shortcuts(false)));
    // Every word and every note of the tape, and the error.
    assert_eq!(fast.read(bytes), general.read(bytes), "{}", String::from_utf8_lossy(bytes));
    let (quick, general) = (fast.decode(bytes), general.decode(bytes));
    // The encoded forms are compared, too, because they show differences that equality ignores.
    assert_eq!(quick, general, "{}", String::from_utf8_lossy(bytes));
    assert_eq!(format!("{quick:?}"), format!("{general:?}"), "{}", String::from_utf8_lossy(bytes));
    // Filling a used document must give the same result as a new one.
    let mut place = Document::new(Command::empty(CommandType::QueueUpdate));
    place.unknown.push_text("from before".into());
    let filled = Decoder::new().limits(limits).decode_into(bytes, &mut place);
    assert_eq!(filled.map(|()| place), quick, "{}", String::from_utf8_lossy(bytes));
    quick.is_ok()
}

const FOLDERS: [&str; 10] =
    ["cap-c", "ccc2", "actions", "errata", "habits", "xml", "invalid", "dtd", "rules", "stream"];

#[test]
fn agrees_on_the_corpus_and_every_piece_of_it() {
    for (_, bytes) in FOLDERS.iter().flat_map(|folder| common::folder(folder)) {
        compare(&bytes, Limits::default());
        let bytes = &bytes[..bytes.len().min(1200)];
        for end in 0..bytes.len() {
            compare(&bytes[..end], Limits::default());
        }
    }
}

#[test]
fn agrees_on_mutations() {
    let seeds: Vec<_> = common::messages().into_iter().map(|(_, bytes)| bytes).collect();
    let mut random = Random::new(11);
    let mut good = 0;
    for _ in 0..6000 {
        let mut bytes = mutate(&seeds[random.below(seeds.len())], &mut random);
        if random.below(2) == 0 && !bytes.is_empty() {
            let at = random.below(bytes.len());
            bytes[at] = *random.choose(b"<>/\"'=& \n\r\tax-!?[]\x01\xc3");
        }
        good += usize::from(compare(&bytes, Limits::default()));
    }
    assert!((1000..5500).contains(&good), "{good} of 6000 decode");
}

/// Messages decoded earlier affect only the order of predictions.
#[test]
fn agrees_after_messages_of_another_order() {
    let mut random = Random::new(23);
    for (path, bytes) in common::messages() {
        let line = String::from_utf8(bytes).expect("UTF-8");
        let before = format!("{:?}", Document::decode(line.as_bytes()));
        let lines: Vec<&str> = line.split_inclusive('>').collect();
        for _ in 0..20 {
            // The same pieces of markup in another order; the result need not be well-formed.
            let (mut other, middle) = (lines.clone(), 4.min(lines.len() - 1)..lines.len() - 3.min(lines.len() - 1));
            for at in middle.clone() {
                other.swap(at, middle.start + random.below(middle.len()));
            }
            compare(other.concat().as_bytes(), Limits::default());
        }
        assert_eq!(format!("{:?}", Document::decode(line.as_bytes())), before, "{}", path.display());
    }
}

#[test]
fn agrees_on_any_indentation() {
    let wrapped = |command: &str, user: &str| {
        let user = format!("<commandData><user>{}</user></commandData>", user.repeat(3));
        format!("<BroadsoftDocument><command commandType=\"{command}\">{user}</command></BroadsoftDocument>")
            .into_bytes()
    };
    let empty = [
        ("lists of calls".into(), wrapped("callUpdate", "<call/>")),
        ("lists of names".into(), wrapped("sessionUpdate", "<monitoredUserId/>")),
    ];
    for (path, bytes) in common::messages().into_iter().chain(empty) {
        let line = Encoder::default().to_vec(&Document::decode(&bytes).expect("a good document")).expect("it encodes");
        let line = String::from_utf8(line).expect("UTF-8");
        // Some widths equal the length of the tag before the white space.
        for width in 0..40 {
            let indented = line.replace("><", &format!(">\n{}<", " ".repeat(width)));
            assert!(compare(indented.as_bytes(), Limits::default()), "{} by {width}", path.display());
        }
    }
}

#[test]
fn agrees_on_text_as_long_as_a_gap() {
    for (_, bytes) in common::folder("cap-c") {
        let line = Encoder::default().to_vec(&Document::decode(&bytes).expect("a good document")).expect("it encodes");
        let line = String::from_utf8(line).expect("UTF-8");
        for gap in ["\n", "\n  "] {
            let indented = line.replace("><", &format!(">{gap}<"));
            for (at, _) in indented.match_indices("\n") {
                let mut changed = indented.clone();
                changed.replace_range(at..(at + gap.len()).min(indented.len()), &"x".repeat(gap.len()));
                compare(changed.as_bytes(), Limits::default());
            }
        }
    }
}

/// Returns the names that directly follow `mark`.
fn names<'t>(line: &'t str, mark: &str) -> BTreeSet<&'t str> {
    line.split(mark).skip(1).map(|rest| &rest[..rest.bytes().take_while(u8::is_ascii_alphabetic).count()]).collect()
}

#[test]
fn agrees_on_names_that_begin_alike() {
    for (_, bytes) in common::messages() {
        let line = String::from_utf8(bytes).expect("UTF-8");
        let names = names(&line, "<")
            .into_iter()
            .map(|name| ("<", name))
            .chain(names(&line, " ").into_iter().map(|name| (" ", name)));
        for (mark, name) in names.filter(|(_, name)| !name.is_empty()) {
            for other in [format!("{name}x"), format!("{name}-"), name[1..].into(), name[..name.len() - 1].into()] {
                let mut changed = line.clone();
                for end in [">", " ", "/", "="] {
                    for mark in [mark, "</"] {
                        changed = changed.replace(&format!("{mark}{name}{end}"), &format!("{mark}{other}{end}"));
                    }
                }
                compare(changed.as_bytes(), Limits::default());
            }
        }
    }
}

#[test]
fn agrees_on_text_that_looks_like_the_rest_of_a_tag() {
    for (_, bytes) in common::folder("cap-c") {
        for (at, _) in bytes.iter().enumerate().filter(|(_, byte)| **byte == b'>') {
            for piece in [">", "/>", " id=\"1\">", "<x/>>", "<x/>/>", "<x/> id=\"1\"/>", "<x/></", "<!---->=\"\">"] {
                let (before, behind) = bytes.split_at(at + 1);
                compare(&[before, piece.as_bytes(), behind].concat(), Limits::default());
            }
        }
    }
}

#[test]
fn agrees_on_arbitrary_documents() {
    let mut random = Random::new(12);
    for _ in 0..500 {
        let seed: Vec<u8> = (0..2048).map(|_| random.next() as u8).collect();
        let document = Document::arbitrary(&mut Unstructured::new(&seed)).expect("a document");
        for protocol in [Protocol::CapC, Protocol::Ccc2] {
            // What would not be read back is not written.
            let Ok(bytes) = Encoder::new(protocol).to_vec(&document) else { continue };
            assert!(compare(&bytes, Limits::default()));
        }
    }
}

#[test]
fn agrees_under_tight_limits() {
    let limits = Limits::default();
    for (_, bytes) in FOLDERS.iter().flat_map(|folder| common::folder(folder)) {
        for bound in 0..12 {
            compare(&bytes, limits.depth(bound));
            compare(&bytes, limits.attributes(bound));
            compare(&bytes, limits.items(bound));
        }
        for bound in [1, 5, 12, 16, 20, 30, 39, 40, 41] {
            compare(&bytes, limits.name(bound));
        }
    }
}

/// The limit on names holds everywhere, also in unknown content.
#[test]
fn agrees_on_names_as_long_as_may_be() {
    for (limit, length) in
        [40, 41, 64].into_iter().flat_map(|limit| (limit - 2..limit + 3).map(move |length| (limit, length)))
    {
        let name = "n".repeat(length);
        for inside in ["<N/>", "<N>1</N>", "<N a=\"\"/>", "<N><x/></N>", "<x N=\"\"/>", "<x N=\"\">1</x>"] {
            for around in ["IN", "<x>IN</x>", "<x>1<y/>IN</x>", "<x><y>IN</y> </x>"] {
                let document = format!(
                    "<BroadsoftDocument><command commandType=\"callUpdate\"><commandData><user>{}</user></commandData></command></BroadsoftDocument>",
                    around.replace("IN", &inside.replace('N', &name))
                );
                assert_eq!(compare(document.as_bytes(), Limits::default().name(limit)), length <= limit, "{document}");
            }
        }
    }
}

#[test]
fn agrees_on_as_many_attributes_as_may_be() {
    for (_, bytes) in ["cap-c", "ccc2"].iter().flat_map(|folder| common::folder(folder)) {
        let document = String::from_utf8(bytes).expect("UTF-8");
        for (limit, tag) in [8, 9, 32].into_iter().flat_map(|limit| {
            ["<BroadsoftDocument", "<command", "<user", "<call", "<applicationId"].map(|tag| (limit, tag))
        }) {
            for count in limit - 4..limit + 2 {
                let others: String = (0..count).map(|number| format!(" x{number}=\"\"")).collect();
                for end in [" ", ">"] {
                    let changed = document.replace(&format!("{tag}{end}"), &format!("{tag}{others}{end}"));
                    compare(changed.as_bytes(), Limits::default().attributes(limit));
                }
            }
        }
    }
}

/// Values of any length, with a special byte at each position, at any distance from the end of the
/// document.
#[test]
fn agrees_on_values_of_any_length() {
    let documents = [
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><BroadsoftDocument protocol=\"CAP\" version=\"VALUE\"><command commandType=\"callUpdate\"><commandData><user/></commandData></command></BroadsoftDocument>",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><BroadsoftDocument protocol=\"CAP\" version=\"17.0\"><command commandType=\"VALUE\"><commandData>VALUE</commandData></command></BroadsoftDocument>",
        "<BroadsoftDocument version=\"VALUE\"><command/></BroadsoftDocument>",
        "<BroadsoftDocument><command commandType=\"VALUE\"/></BroadsoftDocument>",
        "<BroadsoftDocument><command commandType=\"callUpdate\"><commandData><user id=\"VALUE\"><call callId=\"VALUE\"><remoteName>VALUE</remoteName></call></user></commandData></command></BroadsoftDocument>",
        "<BroadsoftDocument><command commandType=\"callAction\"><commandData><user><action><actionParam actionParamName=\"VALUE\">VALUE</actionParam></action></user></commandData></command></BroadsoftDocument>",
    ];
    let mut good = 0;
    for document in documents {
        for length in (0..36).chain(62..66) {
            let odd = (0..length).flat_map(|at| "&<>\"'\n\t\u{1}/\u{e9}\u{ffff}".chars().map(move |odd| (at, odd)));
            for (at, odd) in odd.chain([(length, 'v')]) {
                let value: String = (0..length).map(|place| if place == at { odd } else { 'v' }).collect();
                for behind in ["", &" ".repeat(100)] {
                    let document = document.replace("VALUE", &value) + behind;
                    good += usize::from(compare(document.as_bytes(), Limits::default()));
                }
            }
        }
    }
    assert!(good > 10_000, "{good} decode");
}

/// Text in several pieces, with markup before, between and after them.
#[test]
fn agrees_on_text_in_pieces() {
    let pieces = [
        "a",
        "b&lt;",
        " ",
        "\n",
        "<x/>",
        "<x>c</x>",
        "<state>d</state>",
        "<!--e-->",
        "<![CDATA[f]]>",
        "<?p?>",
        "<Id >g</Id >",
    ];
    let document = |command: &str, inside: &str| {
        format!(
            "<BroadsoftDocument><command commandType=\"{command}\"><commandData><user>{inside}</user></commandData></command></BroadsoftDocument>"
        )
    };
    let mut texts = vec![String::new()];
    for _ in 0..4 {
        let longer = texts.iter().flat_map(|text| pieces.map(|piece| format!("{text}{piece}")));
        texts = [String::new()].into_iter().chain(longer).collect();
    }
    for text in texts {
        for document in [
            document(
                "callAction",
                &format!("<action><actionParam actionParamName=\"h\">{text}</actionParam></action>"),
            ),
            document("callUpdate", &format!("<id>{text}</id><call><state>{text}</state></call>")),
            document("callUpdate", &text),
        ] {
            assert!(compare(document.as_bytes(), Limits::default()), "{document}");
        }
    }
}

/// A change of any single byte, at any distance from the end of the document.
#[test]
fn agrees_on_every_byte_changed() {
    for name in ["callUpdate-call-client.xml", "callAction.xml", "queueUpdate.xml", "registerAuthentication.xml"] {
        let (_, bytes) =
            common::folder("cap-c").into_iter().find(|(path, _)| path.ends_with(name)).expect("it is there");
        let bytes = bytes.trim_ascii_end();
        for behind in (0..36).step_by(5).chain([100]) {
            let document = [bytes, &b" ".repeat(behind)].concat();
            let from = if behind == 100 { 0 } else { bytes.len() - 120 };
            for at in from..bytes.len() {
                for byte in [bytes[at] ^ 1, bytes[at] ^ 0x20, b'x', b'>', b'<'] {
                    let mut changed = document.clone();
                    changed[at] = byte;
                    compare(&changed, Limits::default());
                }
            }
        }
    }
}

/// The predicted length of white space is that of the last time.
#[test]
fn agrees_on_indentation_that_varies() {
    let line = "<BroadsoftDocument><command commandType=\"callUpdate\"><commandData><user id=\"a\"><call callId=\"b\"><state>2</state><remoteName>c</remoteName></call></user></commandData></command></BroadsoftDocument>";
    let spaced = |gaps: [&str; 2], behind: usize| {
        let mut document = String::new();
        for (number, piece) in line.split("><").enumerate() {
            let gap = gaps[number % 2];
            document += &if number == 0 { piece.to_owned() } else { format!(">{gap}<{piece}") };
        }
        document + &" ".repeat(behind)
    };
    for (one, other) in (0..35).flat_map(|one| (0..35).map(move |other| (one, other))) {
        for blank in [" ", "\t", "\r", "\n"] {
            let (one, two) = (" ".repeat(one), blank.repeat(other));
            assert!(compare(spaced([&one, &two], other).as_bytes(), Limits::default()), "{one} and {other}");
        }
    }
    for width in 1..34 {
        let text = "x".repeat(width);
        for other in [format!("{text} x"), format!("{text}\n")] {
            compare(spaced([&text, &other], 0).as_bytes(), Limits::default());
            compare(spaced([&other, &text], 40).as_bytes(), Limits::default());
        }
    }
    for (width, at) in (1..35).flat_map(|width| (0..width).map(move |at| (width, at))) {
        for odd in ["x", "\u{b}", "\u{c}", "&", ">", "<", "!", "\0", "\u{a0}"] {
            let blank = " ".repeat(width);
            let filled = format!("{}{odd}{}", &blank[..at], &blank[at + 1..]);
            compare(spaced([&blank, &filled], 0).as_bytes(), Limits::default());
            compare(spaced([&filled, &blank], 40).as_bytes(), Limits::default());
        }
    }
}

/// Illegal characters are found everywhere, although the fast path checks characters late.
#[test]
fn agrees_on_any_character_anywhere() {
    const ODD: [&str; 12] = [
        "\0",
        "\u{1f}",
        "\u{7f}",
        "\t",
        "\r",
        "\u{e9}",
        "\u{85}",
        "\u{fffd}",
        "\u{fffe}",
        "\u{ffff}",
        "\u{1f600}",
        "&",
    ];
    let message = |file: &str| {
        let (_, bytes) =
            common::folder("cap-c").into_iter().find(|(path, _)| path.ends_with(file)).expect("it is there");
        String::from_utf8(bytes).expect("UTF-8").trim_end().to_owned()
    };
    let usual = [message("callUpdate-call-client.xml"), message("callAction.xml")];
    let escaped = usual[0].replace("Bob", "Bob &amp; his very long name that is no short one");
    let unknown = usual[0].replace("<state>", r#"<seen by="me &lt; you"><a>text</a><b/></seen><state>"#);
    assert!(escaped != usual[0] && unknown != usual[0]);
    for document in usual.iter().chain([&escaped, &unknown]) {
        for (at, _) in document.char_indices() {
            for odd in ODD {
                compare(format!("{}{odd}{}", &document[..at], &document[at..]).as_bytes(), Limits::default());
            }
        }
    }
}

/// The longest name of a row below an element.
fn longest(schema: &'static Schema) -> &'static str {
    let inner = schema.rows.iter().filter_map(|row| row.inner).map(longest);
    schema.rows.iter().map(|row| row.name).chain(inner).max_by_key(|name| name.len()).unwrap_or_default()
}

/// A name that is too long to be compared at once is matched in another way, and nothing else is taken for it.
#[test]
fn agrees_on_bytes_in_place_of_a_long_name() {
    let document = |inside: &[u8]| {
        let head = b"<BroadsoftDocument><command commandType=\"queueUpdate\"><commandData><queue><queueCall>";
        let tail = b"</queueCall></queue></commandData></command></BroadsoftDocument>";
        [&head[..], inside, tail].concat()
    };
    let name = longest(Command::schema(CommandType::QueueUpdate)).as_bytes();
    assert!(name.len() > 30, "two tags of it do not fit into a window each");
    let good = [b"<", name, b">1</", name, b">"].concat();
    assert!(compare(&document(&good), Limits::default()));
    for length in 0..70 {
        for filler in [b"\xff", b"\0", b"<", b">", b"=", b"x"] {
            let fill = filler.repeat(length);
            for inside in
                [&fill, &[b"<", &fill[..]].concat(), &[&fill[..], &good].concat(), &[&good[..], &fill].concat()]
            {
                compare(&document(inside), Limits::default());
            }
        }
    }
}
