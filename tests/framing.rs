//! Boundaries: chunks do not matter, work is linear, a bad document takes nothing with it.

mod common;

use broadworks_cap::{Framer, Limits, Step};
use common::{Piece, folder, frame, messages};
use proptest::prelude::*;

#[test]
fn every_prefix_of_a_good_document_needs_more() {
    for (path, bytes) in messages() {
        let whole = match Framer::new(Limits::default()).step(&bytes) {
            Step::Frame(range) => range,
            other => panic!("{}: {other:?}", path.display()),
        };
        for end in 0..whole.end {
            let step = Framer::new(Limits::default()).step(&bytes[..end]);
            assert_eq!(step, Step::NeedMore, "{} cut at {end}", path.display());
        }
        assert!(bytes[whole.end..].iter().all(u8::is_ascii_whitespace), "{}", path.display());
    }
}

#[test]
fn every_two_cut_of_every_stream_gives_the_same_frames() {
    for (path, bytes) in folder("stream").into_iter().chain(folder("invalid")) {
        let (whole, _) = frame(&bytes, &[], Limits::default());
        // All pairs would be millions: every cut alone, and with a few partners near and far.
        for first in 0..bytes.len() {
            for second in [first + 1, first + 2, first + 9, first + 300] {
                let cuts = [first, second.min(bytes.len())];
                assert_eq!(frame(&bytes, &cuts, Limits::default()).0, whole, "{} cut at {cuts:?}", path.display());
            }
        }
    }
}

#[test]
fn a_stream_fed_byte_by_byte_is_scanned_at_most_twice() {
    for (path, bytes) in folder("stream").into_iter().chain(folder("invalid")).chain(messages()) {
        let cuts: Vec<usize> = (0..bytes.len()).collect();
        let (pieces, scanned) = frame(&bytes, &cuts, Limits::default());
        assert_eq!(pieces, frame(&bytes, &[], Limits::default()).0, "{}", path.display());
        assert!(scanned <= 2 * bytes.len() as u64, "{}: {scanned} of {}", path.display(), bytes.len());
    }
}

#[test]
fn good_documents_in_pieces_of_any_size_are_scanned_at_most_twice() {
    let stream: Vec<u8> = messages().into_iter().flat_map(|(_, bytes)| bytes).collect();
    for size in [2, 3, 5, 8, 13, 40, 100, 500, stream.len()] {
        let cuts: Vec<usize> = (0..stream.len()).step_by(size).collect();
        let (_, scanned) = frame(&stream, &cuts, Limits::default());
        assert!(scanned <= 2 * stream.len() as u64, "{scanned} of {} in pieces of {size}", stream.len());
    }
}

#[test]
fn what_is_looked_at_again_is_counted() {
    let text: String = ('!'..='~').filter(|c| !"<&]".contains(*c)).collect();
    let stream = &format!("<R><call id=\"1\" b='2>' >{text}</call><e/>{text}</R>");
    let place = |text: &str| stream.find(text).expect("it is there");
    let tags = [0..3, place("<call")..place(" >!") + 2, place("<e/>")..place("<e/>") + 4];
    for cut in 1..stream.len() {
        let (pieces, scanned) = frame(stream.as_bytes(), &[cut], Limits::default());
        assert_eq!(pieces, [Piece::Frame(0, stream.len())]);
        // A tag that is not whole is read twice as far as it is there; two bytes tell that it is one.
        let cut_tag = tags.iter().find(|tag| (tag.start + 2..tag.end).contains(&cut));
        let again = cut_tag.map_or(0, |tag| cut - tag.start);
        assert_eq!(scanned, (stream.len() + again) as u64, "cut at {cut}");
    }
}

#[test]
fn pieces_cover_the_stream_without_gap_or_overlap() {
    for (path, bytes) in folder("stream").into_iter().chain(folder("invalid")) {
        let mut at = 0;
        for piece in frame(&bytes, &[], Limits::default()).0 {
            let (start, end) = match piece {
                Piece::Frame(start, end) | Piece::Refused(start, end, _) => (start, end),
            };
            assert!(bytes[at..start].iter().all(u8::is_ascii_whitespace), "{}", path.display());
            at = end;
        }
        assert!(bytes[at..].iter().all(u8::is_ascii_whitespace), "{}", path.display());
    }
}

#[test]
fn an_end_tag_in_the_wrong_place_ends_nothing() {
    for inside in
        ["<!-- -> </R> ></R> -->", "<![CDATA[ ]> </R> ]] ></R> ]]]>", "<?p > </R> ? ></R> ?>", "<a b='>/>' c=\"'>\"/>"]
    {
        let whole = format!("<R>{inside}</R>");
        let stream = format!("{whole}<R/>");
        let expected = [Piece::Frame(0, whole.len()), Piece::Frame(whole.len(), stream.len())];
        for cut in 0..stream.len() {
            assert_eq!(frame(stream.as_bytes(), &[cut], Limits::default()).0, expected, "{stream}");
        }
    }
}

#[test]
fn a_preamble_is_passed_over_only_when_asked() {
    let (_, bytes) =
        folder("stream").into_iter().find(|(path, _)| path.ends_with("preamble.xml")).expect("preamble.xml");
    assert!(matches!(frame(&bytes, &[], Limits::default()).0[0], Piece::Refused(0, _, _)));
    let (pieces, _) = frame(&bytes, &[], Limits::default().preamble(true));
    assert!(pieces.iter().all(|piece| matches!(piece, Piece::Frame(..))), "{pieces:?}");
    assert_eq!(pieces.len(), 2);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_cuts_of_random_damage_change_nothing(
        which in 0usize..8, damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..12),
    ) {
        let mut bytes = folder("stream").swap_remove(which).1;
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len())).collect();
        cuts.sort_unstable();
        prop_assert_eq!(frame(&bytes, &cuts, Limits::default()).0, frame(&bytes, &[], Limits::default()).0);
    }
}
