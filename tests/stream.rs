//! Comparison of `StreamDecoder` with a framer followed by a decoder: the same events, no later,
//! and in linear time.

mod common;
#[path = "common/mutate.rs"]
mod mutate;
#[path = "common/random.rs"]
mod random;

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use broadworks_cap::event::Malformed;
use broadworks_cap::{Decoder, Document, Event, Framed, Framer, Limits, StreamDecoder, StreamReader};
use common::{GOOD, folder, messages};
use random::Random;

const END: &str = "</BroadsoftDocument>";

type Found<'a> = (Event<Document<'a>, &'a [u8]>, Range<usize>);

/// Converts a framing result to an event by decoding the document. The buffer begins at `offset` of the stream.
fn general<'a>(step: Framed, buffer: &'a [u8], offset: usize, limits: Limits) -> Found<'a> {
    let malformed = |range: Range<usize>, error| {
        let malformed = Malformed::new(&buffer[range.clone()], error, (offset + range.start) as u64);
        (Event::Malformed(malformed), range)
    };
    match step {
        Framed::Incomplete => (Event::Pending, 0..0),
        Framed::Document { range } => match Decoder::new().limits(limits).decode(&buffer[range.clone()]) {
            Ok(document) => (Event::Document(document), range),
            Err(error) => malformed(range, error),
        },
        Framed::Malformed { range, error } => malformed(range, error),
        step => panic!("{step:?}"),
    }
}

/// Runs both side by side, and a reader with a buffer of its own, on a stream in chunks that end at `cuts`. Returns
/// the number of bytes each of the first two has read.
fn both(stream: &[u8], cuts: &[usize], limits: Limits) -> [u64; 2] {
    let (mut framer, mut documents, mut reader) =
        (Framer::new(limits), StreamDecoder::new(limits), StreamReader::new(limits));
    let (mut at, mut fed) = (0, 0);
    for end in cuts.iter().copied().chain([stream.len()]) {
        reader.feed(&stream[fed..end]);
        fed = end;
        loop {
            let buffer = &stream[at..end];
            let event = documents.step(buffer);
            let (expected, range) = general(framer.step(buffer), buffer, at, limits);
            assert_eq!(event, expected, "at {at}, {end} bytes fed");
            assert_eq!((documents.range(), documents.offset()), (range.clone(), (at + range.start) as u64));
            assert_eq!(documents.is_skipping(), framer.is_skipping(), "at {at}, {end} bytes fed");
            assert_eq!(reader.next(), event, "the reader at {at}, {end} bytes fed");
            assert_eq!((reader.offset(), reader.unread()), ((at + range.start) as u64, &stream[at + range.end..end]));
            at += range.end;
            if event == Event::Pending {
                break;
            }
        }
    }
    reader.end();
    let mut clean = !framer.is_skipping();
    loop {
        let rest = &stream[at..];
        let event = documents.finish(rest);
        let (expected, range) = match framer.finish(rest) {
            Some(step) => general(step, rest, at, limits),
            None => (Event::Closed { clean }, 0..0),
        };
        assert_eq!(event, expected, "at {at}, at the end");
        assert_eq!(reader.next(), event, "the reader at {at}, at the end");
        match event {
            Event::Closed { .. } => {
                assert_eq!((documents.finish(rest), reader.next()), (event.clone(), event), "again");
                return [framer.scanned(), documents.scanned()];
            }
            Event::Pending => panic!("the end of a stream never needs more"),
            _ => at += range.end,
        }
        clean = false;
    }
}

/// Runs [`both`], checks the bound on predictions, and names the stream if a check fails.
fn same(stream: &[u8], cuts: &[usize], limits: Limits) {
    let law = || {
        let [framer, documents] = both(stream, cuts, limits);
        assert!(
            documents <= framer + 6 * stream.len() as u64,
            "{documents} bytes looked at, the framer alone {framer}"
        );
    };
    if let Err(broken) = catch_unwind(AssertUnwindSafe(law)) {
        eprintln!("cut at {cuts:?} with {limits:?}: {}", stream.escape_ascii());
        resume_unwind(broken);
    }
}

/// Runs a stream in one chunk, byte by byte, and in chunks of random length.
fn however_it_is_cut(stream: &[u8], limits: Limits, random: &mut Random) {
    same(stream, &[], limits);
    same(stream, &(0..stream.len()).collect::<Vec<_>>(), limits);
    for longest in [30, 300, 3000] {
        let mut cuts = vec![0];
        while let Some(cut) = cuts.last().map(|last| last + random.below(longest)).filter(|cut| *cut < stream.len()) {
            cuts.push(cut);
        }
        same(stream, &cuts, limits);
    }
}

/// Returns documents, most of them well-formed, that contain the root's end tag as text, or whose
/// root ends in another spelling.
fn smuggled() -> Vec<String> {
    let around = |inside: &str| format!("<BroadsoftDocument>{inside}</BroadsoftDocument>");
    let mut found: Vec<String> = [
        format!("<!-- {END} -->"),
        format!("<command><![CDATA[{END}]]></command>"),
        format!("<?p {END}?>"),
        format!("<command commandType='{END}'/>"),
        format!("<command commandType=\"<BroadsoftDocument>{END}\"/>"),
        around(""),
        around("<BroadsoftDocument/>"),
        "<command>&unknown;</command>".to_owned(),
    ]
    .iter()
    .map(|inside| around(inside))
    .collect();
    found.extend([
        format!("<!-- {END} -->{}", around("")),
        format!("<?p {END}?>{}", around("")),
        format!("<!-- {END} <BroadsoftDocument>{END} -->"),
        format!("<BroadsoftDocument version='{END}'>{END}"),
        "<BroadsoftDocument/>".to_owned(),
        "<BroadsoftDocument></BroadsoftDocument >".to_owned(),
        format!("<BroadsoftDocument>\n<command/>{END}<!-- behind -->"),
        format!("<Other>{END}"),
        format!("<Other>{}</Other>", around("")),
        format!("<BroadsoftDocument ></BroadsoftDocument\n>{END}"),
        format!("\u{feff}<?xml version='1.0'?>{}", around("")),
        format!("\u{feff} \u{feff}{}", around("")),
        format!("<?xml version='1.0'?><!DOCTYPE BroadsoftDocument>{}", around("")),
        format!("<BroadsoftDocument><a><b><c><d>{}</d></c></b></a>{END}", "<e/>".repeat(40)),
        format!("<BroadsoftDocument>{}{END}", "<a>".repeat(40)),
        format!("<BroadsoftDocument><{0}></{0}>{END}", "n".repeat(70)),
        END.to_owned(),
        END.repeat(3),
    ]);
    found
}

/// Bytes between two documents, or in place of a document.
const BETWEEN: &[&[u8]] = &[
    b"",
    b"",
    b"\n",
    b"\r\n \t",
    b"                    ",
    b"junk",
    b"<",
    b"&#0;\xff\0",
    b"\xef\xbb\xbf",
    b"\xef\xbb",
    b"<!-- ",
    b"]]> -->",
    b"<a b='",
    b"</a>",
    b"POST / HTTP/1.1\r\n\r\n",
];

fn limits() -> [Limits; 4] {
    let small = Limits::default().document(500).filler(12).name(18).depth(5).items(2).attributes(9);
    [Limits::default(), small, small.preamble(true), Limits::default().preamble(true).name(8).depth(0)]
}

#[test]
fn agrees_on_every_file_of_the_corpus() {
    let mut random = Random::new(5);
    for name in GOOD.iter().copied().chain(["invalid", "dtd", "rules", "stream"]) {
        for (_, bytes) in folder(name) {
            for limits in limits() {
                however_it_is_cut(&bytes, limits, &mut random);
            }
        }
    }
}

#[test]
fn agrees_on_end_tags_in_every_place() {
    let mut random = Random::new(6);
    let parts = smuggled();
    for part in &parts {
        for behind in [String::new(), " ".to_owned(), parts[0].clone(), END.to_owned()] {
            let stream = format!("{part}{behind}");
            for limits in limits() {
                however_it_is_cut(stream.as_bytes(), limits, &mut random);
                for cut in 0..stream.len() {
                    same(stream.as_bytes(), &[cut], limits);
                }
            }
        }
    }
}

#[test]
fn agrees_on_streams_of_anything() {
    let mut random = Random::new(7);
    let good: Vec<_> = messages().into_iter().map(|(_, bytes)| bytes).collect();
    let bad: Vec<_> = folder("invalid").into_iter().map(|(_, bytes)| bytes).collect();
    let smuggled = smuggled();
    for _ in 0..300 {
        let mut stream = Vec::new();
        for _ in 0..1 + random.below(8) {
            let mut part = match random.below(6) {
                0 => random.choose(&smuggled).clone().into_bytes(),
                1 => random.choose(&bad).clone(),
                2 => mutate::mutate(&good[random.below(good.len())], &mut random),
                _ => random.choose(&good).clone(),
            };
            match random.below(8) {
                0 => part.truncate(random.below(part.len())),
                1 => {
                    let at = random.below(part.len());
                    part[at] = random.next() as u8;
                }
                2 => {
                    let at = random.below(part.len());
                    part.splice(at..at, END.bytes());
                }
                _ => {}
            }
            stream.extend(part);
            stream.extend_from_slice(BETWEEN[random.below(BETWEEN.len())]);
        }
        let limits = *random.choose(&limits());
        however_it_is_cut(&stream, limits, &mut random);
    }
}

#[test]
fn a_document_exactly_as_long_as_the_limits_is_taken() {
    let blanks = " ".repeat(7);
    for (_, bytes) in messages() {
        let document = bytes.trim_ascii();
        let stream = [blanks.as_bytes(), document].concat();
        for (length, filler) in [(0, 0), (1, 0), (0, 1)] {
            same(&stream, &[], Limits::default().document(document.len() - length).filler(blanks.len() - filler));
        }
        let limits = Limits::default().document(document.len()).filler(blanks.len());
        let mut documents = StreamDecoder::new(limits);
        assert!(matches!(documents.step(&stream), Event::Document(_)));
        assert_eq!(documents.range(), blanks.len()..stream.len());
    }
}

#[test]
fn good_documents_are_looked_at_once_or_twice() {
    let stream: Vec<u8> = messages().into_iter().flat_map(|(_, bytes)| bytes).collect();
    for size in [1, 2, 3, 5, 8, 13, 18, 19, 20, 40, 100, 500, 1460, 5000, stream.len()] {
        let cuts: Vec<usize> = (0..stream.len()).step_by(size).collect();
        let [_, scanned] = both(&stream, &cuts, Limits::default());
        assert!(scanned <= 2 * stream.len() as u64, "{scanned} of {} in pieces of {size}", stream.len());
    }
    for (path, bytes) in folder("cap-c").into_iter().chain(folder("ccc2")) {
        let document = bytes.trim_ascii_end();
        let mut documents = StreamDecoder::new(Limits::default());
        assert!(matches!(documents.step(document), Event::Document(_)), "{}", path.display());
        assert_eq!(documents.scanned(), document.len() as u64, "{}", path.display());
    }
}

#[test]
fn every_byte_that_is_looked_at_is_counted() {
    let (_, bytes) = messages().swap_remove(0);
    let document = bytes.trim_ascii();
    let (length, stream) = (document.len(), document.repeat(2));
    for cut in 0..length {
        let mut framer = Framer::new(Limits::default());
        assert_eq!(framer.step(&stream[..cut]), Framed::Incomplete);
        // The first bytes are searched without a match, and framed. The search then continues far
        // enough back to find a tag that was cut, and the framer has nothing more to do.
        let first = cut + framer.scanned() as usize;
        let then = length - cut.saturating_sub(END.len() - 1) + length;
        let [_, scanned] = both(&stream, &[cut], Limits::default());
        assert_eq!(scanned, (first + then) as u64, "cut at {cut} of {length}");
    }
    // An end tag in a comment is found, decoding up to it fails, and the document is framed.
    let smuggled = &smuggled()[0];
    let guess = smuggled.find(END).expect("it is there") + END.len();
    let [framer, scanned] = both(smuggled.as_bytes(), &[], Limits::default());
    assert_eq!(scanned, framer + 2 * guess as u64);
}

#[test]
fn whatever_came_before_a_good_document_is_guessed() {
    // The framer reads the number twice.
    let good = "<BroadsoftDocument><x1/></BroadsoftDocument>";
    assert!(both(good.as_bytes(), &[], Limits::default().filler(0))[0] > good.len() as u64);
    let [bad, smuggled] = ["</b>", "<!-- </BroadsoftDocument> -->"].map(|inside| good.replace("<x1/>", inside));
    for before in ["", good, &bad, &smuggled, "\n \n", &format!("{good}\n{smuggled}\n{bad}\n ")] {
        let (stream, limits) = (format!("{before}{good}"), Limits::default().filler(3));
        for cut in 0..before.len() {
            let mut documents = StreamDecoder::new(limits);
            let (mut at, mut earlier) = (0, 0);
            for end in [cut, stream.len()] {
                while documents.step(&stream.as_bytes()[at..end]) != Event::Pending {
                    at += documents.range().end;
                    if at <= before.trim_ascii_end().len() {
                        earlier = documents.scanned();
                    }
                }
            }
            assert_eq!(at, stream.len());
            let blanks = before.len() - before.trim_ascii_end().len();
            assert_eq!(documents.scanned() - earlier, (blanks + good.len()) as u64, "cut at {cut}: {stream}");
        }
    }
}

#[test]
fn guesses_take_linear_time_whatever_is_sent() {
    let comment = format!("<BroadsoftDocument><!-- {}", END.repeat(1000));
    let mut streams: Vec<String> = [
        "<R></b></R>",
        "<R/>",
        "x",
        "<a>&",
        "<BroadsoftDocument/>",
        "<BroadsoftDocument><a></BroadsoftDocument>",
        "<BroadsoftDocument></BroadsoftDocument >",
        "<BroadsoftDocument a='</BroadsoftDocument>'>",
        "<BroadsoftDocument><!--",
        "</BroadsoftDocument>",
    ]
    .iter()
    .map(|unit| format!("{}{END}", unit.repeat(40_000 / unit.len())))
    .collect();
    streams.extend([comment.clone(), format!("{comment} -->{END}").repeat(2)]);
    for stream in &streams {
        for piece in [25, 64, 1000, 4096, stream.len()] {
            let cuts: Vec<usize> = (0..stream.len()).step_by(piece).collect();
            same(stream.as_bytes(), &cuts, Limits::default().document(10_000));
            same(stream.as_bytes(), &cuts, Limits::default());
        }
    }
}
