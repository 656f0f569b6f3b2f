use alloc::{format, string::String, vec, vec::Vec};

use super::*;

/// Documents and malformed ranges of a stream, at offsets of the stream.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Got {
    Frame(Range<usize>),
    Malformed(Range<usize>, Kind, usize),
}

struct Run {
    got: Vec<Got>,
    scanned: u64,
    held: usize,
}

/// Feeds the stream in pieces that end at `cuts`.
fn run(limits: Limits, stream: &[u8], cuts: impl IntoIterator<Item = usize>) -> Run {
    let mut framer = Framer::new(limits);
    let (mut base, mut fed, mut held) = (0, 0, 0);
    let mut got = Vec::new();
    let take = |step: Framed, base: &mut usize, len: usize, got: &mut Vec<Got>| match step {
        Framed::Incomplete => false,
        Framed::Document { range } => {
            got.push(Got::Frame(*base + range.start..*base + range.end));
            *base += range.end;
            true
        }
        Framed::Malformed { range, error } => {
            assert!(range.start == 0 && range.end > 0 && range.end <= len, "{range:?} of {len}");
            got.push(Got::Malformed(*base..*base + range.end, error.kind(), *base + error.offset()));
            *base += range.end;
            true
        }
    };
    for cut in cuts.into_iter().chain([stream.len()]) {
        fed = fed.max(cut);
        loop {
            let len = fed - base;
            if !take(framer.step(&stream[base..fed]), &mut base, len, &mut got) {
                break;
            }
        }
        held = held.max(fed - base);
    }
    while let Some(step) = framer.finish(&stream[base..]) {
        let len = stream.len() - base;
        assert!(take(step, &mut base, len, &mut got), "finish never asks for more");
    }
    Run { got, scanned: framer.scanned(), held }
}

fn whole(stream: &[u8]) -> Vec<Got> {
    run(Limits::default(), stream, []).got
}

/// Returns the texts of the documents and the kinds of the errors, in order.
fn story(limits: Limits, stream: &str) -> Vec<String> {
    let tell = |got: &Got| match got {
        Got::Frame(range) => String::from(&stream[range.clone()]),
        Got::Malformed(range, kind, at) => format!("{kind:?}@{at} {}", &stream[range.clone()]),
    };
    run(limits, stream.as_bytes(), []).got.iter().map(tell).collect()
}

#[track_caller]
fn tells(stream: &str, expected: &[&str]) {
    assert_eq!(story(Limits::default(), stream), expected);
}

struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n as u64) as usize
    }
}

const GOOD: &str = r#"<?xml version="1.0"?><R v="1"><a/>x</R>"#;
const BARE: &str = r#"<R v="1"><a/>x</R>"#;

/// Returns the texts with the name of the protocol's root for each `%`.
fn rooted(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| text.replace('%', crate::envelope::ROOT)).collect()
}

/// Documents with markup that is easily misread.
const TRICKY: &[&str] = &[
    GOOD,
    BARE,
    "<R/>",
    "<R a='>' b=\"/>\" / >x</R >",
    "<R a='\">' b=\"'></R>\"/>",
    "\u{feff} \n<?xml version='1.0'?><R></R>",
    "<!-- </R> > <R> - -- --->\n<?pi ?? > </R> ?><R><!--></R>--><![CDATA[</R>]]]] ></R>]]]><?p </R>?></R\t\n>",
    "<?xml-stylesheet a?><R><?xml-x b?></R>",
    "<R><R><R/></R></R>",
    "<R a='<b' c='</R>'></R>",
    "<%><R></R></%>",
    "<R><%_/><%s/><%.>x</%.></R>",
    "<R><!--<%>--><![CDATA[<%>]]><?p <%>?></R>",
    "<R><Rx></Rx><é:b-1._ x=''/>\u{fffd}</R>",
    "<R><!-- - -- --></R>",
    "<R><??></R>",
];

/// Streams with an error in the middle, and all kinds of resynchronisation.
const BAD: &[&str] = &[
    "<R><a></b></R>",
    "<R><a></R>",
    "</R>",
    "<R><1></R>",
    "<R><!x></R>",
    "<!DOCTYPE R [<!ENTITY e 'x'>]><R>&e;</R>",
    "<!DOCTYPE><R></R>",
    "<R><!DOCTYPE R></R>",
    "junk",
    "<![CDATA[x]]>",
    "<R><a <b></R>",
    "<R><a></a b></R>",
    "<R v=\"1><a b=\"2\"/></R>",
    "<R><?xml version='1.0'?></R>",
    "<R><a><b>",
    "<R><!-- ",
    "<R v=\"",
    "\u{feff}\u{feff}<R/>",
    "<<<R</R",
    "<%><a>",
    "<R><%/>",
    "<%><a><%>x</%>",
    "<R></b><% a=''><R><%",
    "<Broad></%>",
    "x</% >",
];

#[test]
fn a_prefix_needs_more() {
    for doc in &rooted(TRICKY) {
        for end in 0..doc.len() {
            let step = Framer::new(Limits::default()).step(&doc.as_bytes()[..end]);
            assert_eq!(step, Framed::Incomplete, "{doc} to {end}");
        }
        // Complete without a look at what follows.
        assert_eq!(
            Framer::new(Limits::default()).step(doc.as_bytes()),
            Framed::Document { range: 0..doc.len() },
            "{doc}"
        );
    }
}

#[test]
fn back_to_back() {
    let all = rooted(TRICKY).concat();
    assert_eq!(story(Limits::default(), &all), rooted(TRICKY));
    let spaced = rooted(TRICKY).join("\r\n \t");
    assert_eq!(story(Limits::default(), &spaced), rooted(TRICKY));
    assert_eq!(whole(b" \n"), []);
    assert_eq!(whole("\u{feff} ".as_bytes()), []);
    assert_eq!(whole(b""), []);
}

#[test]
fn cuts_change_nothing() {
    let small = Limits::default().document(90).filler(12).name(9).depth(4);
    let mut streams: Vec<String> = rooted(BAD).iter().map(|bad| format!("{GOOD} {bad}{GOOD}{bad}{BARE}")).collect();
    streams.push(rooted(TRICKY).concat());
    streams.push(rooted(BAD).concat());
    streams.push(rooted(BAD).join(GOOD));
    streams.push(format!("<R><a></b>{}</R   >{GOOD}", "<R-- <?xm <<".repeat(40)));
    streams.push(format!("{}{GOOD}", " ".repeat(100)));
    for (stream, limits) in streams.iter().flat_map(|s| [(s, Limits::default()), (s, small), (s, small.preamble(true))])
    {
        let bytes = stream.as_bytes();
        let expected = run(limits, bytes, []).got;
        assert_eq!(run(limits, bytes, 0..bytes.len()).got, expected, "bytewise: {stream}");
        assert_eq!(run(limits.shortcuts(false), bytes, []).got, expected, "by the general rules: {stream}");
        for a in 0..bytes.len().min(200) {
            for b in a..bytes.len().min(200) {
                assert_eq!(run(limits, bytes, [a, b]).got, expected, "{a} {b}: {stream}");
            }
        }
    }
}

#[test]
fn random_streams_and_cuts() {
    let parts = [
        "<R",
        "</R",
        ">",
        "/>",
        "<R>",
        "</R>",
        "<a>",
        "</a>",
        "\"",
        "'",
        " ",
        "=",
        "<!--",
        "-->",
        "-",
        "<![CDATA[",
        "]]>",
        "<?xml ",
        "?>",
        "<?",
        "<!DOCTYPE",
        "<",
        "x",
        "\u{feff}",
        GOOD,
        BARE,
        "<%",
        "</%",
    ];
    let parts = rooted(&parts);
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    // Limits at their ends, and beyond what readers have room for.
    let any = |dice: &mut Dice| [0, 1, 2, 17, 33, usize::MAX - 1, usize::MAX][dice.below(7)];
    for round in 0..8000 {
        let stream: String = (0..1 + dice.below(40)).map(|_| &*parts[dice.below(parts.len())]).collect();
        let limits = match round % 4 {
            0 => Limits::default(),
            1 => Limits::default().document(1 + dice.below(60)).filler(dice.below(4)).name(1 + dice.below(4)).depth(3),
            2 => Limits::default()
                .document(any(&mut dice))
                .filler(any(&mut dice))
                .name(any(&mut dice))
                .depth(any(&mut dice)),
            _ => Limits::default().preamble(true).filler(dice.below(30)).document(dice.below(50)),
        };
        let bytes = stream.as_bytes();
        let expected = run(limits, bytes, []);
        assert_eq!(run(limits.shortcuts(false), bytes, []).got, expected.got, "{stream:?} {limits:?}");
        let mut end = 0;
        for got in &expected.got {
            let range = match got {
                Got::Frame(range) => range,
                Got::Malformed(range, ..) => range,
            };
            assert!(range.start >= end && range.end > range.start, "{stream}: {:?}", expected.got);
            end = range.end;
        }
        for _ in 0..6 {
            let mut cuts: Vec<usize> = (0..dice.below(8)).map(|_| dice.below(bytes.len() + 1)).collect();
            cuts.sort_unstable();
            assert_eq!(run(limits, bytes, cuts).got, expected.got, "{stream:?} {limits:?}");
        }
        let bytewise = run(limits, bytes, 0..bytes.len());
        assert_eq!(bytewise.got, expected.got, "{stream:?} {limits:?}");
        let most = [limits.filler, limits.name, 16].iter().fold(limits.document, |sum, more| sum.saturating_add(*more));
        assert!(bytewise.held <= most, "{}", bytewise.held);
    }
}

#[test]
fn smuggled_end_tags_end_nothing() {
    for doc in [
        "<R a='</R>'/>",
        "<R><!--</R>--></R>",
        "<R><![CDATA[</R>]]></R>",
        "<R><?p </R>?></R>",
        "<R><b c=\"</R>\"/></R>",
    ] {
        tells(&format!("{doc}{BARE}"), &[doc, BARE]);
    }
    tells(&format!("<R></R></R>{BARE}"), &["<R></R>", "UnexpectedEndTag@7 </R>", BARE]);
}

#[test]
fn every_fault_loses_only_itself() {
    let long = "n".repeat(65);
    let long_name = format!("<R><{long}/></R>");
    let long_end = format!("<R><a></{long}></R>");
    let deep = format!("{}{}", ["<R>", &"<a>".repeat(32)].concat(), "</a>".repeat(32) + "</R>");
    let cases: &[(&str, Kind, usize)] = &[
        ("<R><a></b></a></R>", Kind::MismatchedEndTag, 6),
        ("<R><a></R>", Kind::MismatchedEndTag, 6),
        ("</b>", Kind::UnexpectedEndTag, 0),
        ("<R> <1></R>", Kind::MalformedMarkup, 4),
        ("<R><!ELEMENT></R>", Kind::MalformedMarkup, 3),
        ("<R><!-x></R>", Kind::MalformedMarkup, 3),
        ("<!DOCTYPE R><R><a/></R>", Kind::Doctype, 0),
        ("<?xml version='1.0'?><!DOCTYPE  R SYSTEM 'x'><R a=''></R>", Kind::Doctype, 21),
        ("junk", Kind::TextOutsideRoot, 0),
        ("<!-- c --> junk", Kind::TextOutsideRoot, 11),
        ("<R><a <b/></R>", Kind::ExpectedTagEnd, 6),
        ("<R></R <b/></R>", Kind::ExpectedTagEnd, 7),
        ("<R v=\"1><a b=\"2\"/></R>", Kind::LessThanInAttribute, 8),
        ("<R v='1><a b=\"2\"/></R>", Kind::LessThanInAttribute, 8),
        ("<R><a>", Kind::MisplacedDeclaration, 6),
        (&long_name, Kind::NameTooLong, 4),
        (&long_end, Kind::NameTooLong, 8),
        (&deep, Kind::TooDeep, 96),
    ];
    for (bad, kind, at) in cases {
        let stream = format!("{BARE}{bad}{GOOD} {BARE}");
        let start = BARE.len();
        let end = start + bad.len();
        // The declaration after the truncated document is the error itself.
        let got = whole(stream.as_bytes());
        let expected = vec![
            Got::Frame(0..start),
            Got::Malformed(start..end, *kind, start + at),
            Got::Frame(end..end + GOOD.len()),
            Got::Frame(end + GOOD.len() + 1..stream.len()),
        ];
        assert_eq!(got, expected, "{bad}");
    }
    tells(&format!("<![CDATA[x]]>{BARE}"), &["TextOutsideRoot@0 <![CDATA[x]]>", BARE]);
}

#[test]
fn without_declarations() {
    tells(&format!("<R><a></b>{BARE}"), &["MismatchedEndTag@6 <R><a></b>", BARE]);
    tells(&format!("<R v=\"{BARE}{BARE}"), &["LessThanInAttribute@6 <R v=\"", BARE, BARE]);
    tells(&format!("<R><a {BARE}{BARE}"), &["ExpectedTagEnd@6 <R><a ", BARE, BARE]);
    tells(&format!("<R><a></b><Rx></R-R>x</R\n>{BARE}"), &["MismatchedEndTag@6 <R><a></b><Rx></R-R>x</R\n>", BARE]);
    tells("junk<!-- c --><Q/>", &["TextOutsideRoot@0 junk", "<!-- c --><Q/>"]);
    tells("<!DOCTYPE><Q/>", &["Doctype@0 <!DOCTYPE>", "<Q/>"]);
    // A comment after the root belongs to the next document.
    tells("<R/><!-- c --><Q/>", &["<R/>", "<!-- c --><Q/>"]);
}

#[test]
fn a_truncated_document_loses_only_itself() {
    tells(&format!("<R><a>{BARE}{BARE}"), &["UnexpectedEnd@42 <R><a>", BARE, BARE]);
    tells(&format!("<R><!-- {BARE}"), &["UnexpectedEnd@26 <R><!-- ", BARE]);
    tells(&format!("<R><!-- {GOOD}"), &[&format!("UnexpectedEnd@{} <R><!-- ", 8 + GOOD.len()), GOOD]);
    tells(&format!("<R><a><R><b>{BARE}"), &["UnexpectedEnd@30 <R><a>", "UnexpectedEnd@30 <R><b>", BARE]);
    tells(&format!("{BARE}<!-- c --><R"), &[BARE, "UnexpectedEnd@30 <!-- c --><R"]);
    tells(&format!("<R a='{GOOD}"), &["LessThanInAttribute@6 <R a='", GOOD]);
    tells("<R a='<", &["LessThanInAttribute@6 <R a='<"]);
    tells(&format!("<?xml version=\"1.0\"?>{GOOD}"), &["MisplacedDeclaration@21 <?xml version=\"1.0\"?>", GOOD]);
    for end in 1..GOOD.len() {
        let stream = format!("{BARE}{}", &GOOD[..end]);
        let got = whole(stream.as_bytes());
        assert_eq!(got[0], Got::Frame(0..BARE.len()));
        let kind = if stream.ends_with("?>") { Kind::NoRoot } else { Kind::UnexpectedEnd };
        assert_eq!(got[1..], [Got::Malformed(BARE.len()..stream.len(), kind, stream.len())], "{stream}");
    }
    // With a declaration the next document is found, unless the cut is inside a processing instruction:
    // the next `?>` ends that one.
    for end in (1..GOOD.len()).filter(|end| !(2..21).contains(end)) {
        let stream = format!("{}{GOOD}", &GOOD[..end]);
        assert!(story(Limits::default(), &stream).iter().any(|told| told == GOOD), "{stream}");
    }
}

#[test]
fn limits() {
    let exact = Limits::default().document(BARE.len());
    assert_eq!(story(exact, &format!("{BARE} {BARE}")), [BARE, BARE]);
    let less = Limits::default().document(BARE.len() - 1);
    let told = story(less, &format!("{BARE}<R/>"));
    assert_eq!(told.last().unwrap(), "<R/>");
    assert!(told[0].starts_with("DocumentTooLong@17 "), "{told:?}");
    assert_eq!(story(Limits::default().depth(2), "<R><a/></R><R><a><b/></a></R><R/>").len(), 3);
    // A long document without an end, then a good one.
    let limits = Limits::default().document(1000).filler(10);
    let stream = format!("<R>{}</R>{GOOD}", "<a>text</a>".repeat(1000));
    let bytewise = run(limits, stream.as_bytes(), 0..stream.len());
    assert_eq!(bytewise.got, run(limits, stream.as_bytes(), []).got);
    assert_eq!(bytewise.got.len(), 11 + 2, "a refusal for each 1000 bytes begun, and the good one");
    assert_eq!(bytewise.got.last().unwrap(), &Got::Frame(stream.len() - GOOD.len()..stream.len()));
    assert!(bytewise.held <= 1100);
}

#[test]
fn megabytes_of_blanks() {
    let stream = format!("{}{BARE}", " \n".repeat(2 << 20));
    let got = run(Limits::default(), stream.as_bytes(), (0..stream.len()).step_by(1000));
    assert!(got.held <= 67_000);
    assert_eq!(got.got, whole(stream.as_bytes()));
    assert_eq!(got.got.last().unwrap(), &Got::Frame(4 << 20..stream.len()));
    assert!(got.got[..got.got.len() - 1].iter().all(|g| matches!(g, Got::Malformed(_, Kind::FillerTooLong, _))));
    let fits = format!("{}{BARE}", " ".repeat(64 << 10));
    assert_eq!(whole(fits.as_bytes()), [Got::Frame(64 << 10..fits.len())]);
}

#[test]
fn preamble_is_opt_in() {
    let stream = format!("POST / HTTP/1.1\r\nA: <1> <?x?>\r\n\r\n{GOOD}junk{BARE}");
    let allowed = Limits::default().preamble(true);
    let at = stream.len() - BARE.len() - 4;
    assert_eq!(story(allowed, &stream), [GOOD, &format!("TextOutsideRoot@{at} junk"), BARE]);
    assert!(story(Limits::default(), &stream)[0].starts_with("TextOutsideRoot@0 POST"));
    assert_eq!(story(allowed.filler(10), &stream)[0], "FillerTooLong@0 POST / HTTP");
    assert_eq!(story(allowed, "  "), [""; 0]);
    assert_eq!(story(allowed, "POST"), ["UnexpectedEnd@4 POST"]);
}

#[test]
fn each_byte_is_looked_at_twice_at_most() {
    let mut streams: Vec<String> = rooted(BAD).iter().map(|bad| format!("{GOOD}{bad}{GOOD}{BARE}")).collect();
    streams.push(rooted(TRICKY).concat());
    streams.push(rooted(BAD).join(GOOD));
    streams.push(format!("<R>{}</R>", "<a b='c'>text</a>".repeat(500)));
    streams.push(format!("<R></b></R{}>", " ".repeat(5000)));
    for stream in &streams {
        let scanned = run(Limits::default(), stream.as_bytes(), 0..stream.len()).scanned;
        assert!(scanned <= 2 * stream.len() as u64, "{scanned} of {}: {stream}", stream.len());
    }
    let good = rooted(TRICKY).concat();
    assert_eq!(run(Limits::default(), good.as_bytes(), 0..good.len()).scanned, good.len() as u64);
}

#[test]
fn hostile_streams_take_linear_time() {
    // Each of these could be read to its limit, over and over, if reading again were free.
    for unit in ["<R><!--", "<R a='", "<R a=\"<R b='", "<R><a>", "<!--", "<R><![CDATA[", "<"] {
        let stream = unit.repeat((1 << 20) / unit.len());
        let limits = Limits::default().document(50_000);
        let scanned = run(limits, stream.as_bytes(), (0..stream.len()).step_by(4096)).scanned;
        assert!(scanned <= 16 * stream.len() as u64, "{unit}: {scanned}");
    }
}
