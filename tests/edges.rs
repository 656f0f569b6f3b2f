//! Mutations at the edges of markup, where a shortcut could go wrong: both readers write the same tape or
//! report the same error, and what one decoder learned from other documents changes nothing.
//!
//! `MUTATIONS=1000000 cargo test --release --test edges` tries more of them.

mod common;
#[path = "common/random.rs"]
mod random;

use std::env;

use broadworks_cap::{Decoder, Encoder, Limits};
use random::Random;

/// What is put in, or in place of something.
const PIECES: [&str; 34] = [
    "<",
    ">",
    "/",
    "</",
    "/>",
    "<!",
    "<?",
    "\"",
    "'",
    "=",
    "&",
    ";",
    " ",
    "\n  ",
    "\t",
    "]]>",
    "--",
    "\u{1}",
    "\u{85}",
    "\u{feff}",
    "&amp;",
    "&#65;",
    "&x;",
    "<!-- c -->",
    "<![CDATA[d]]>",
    "<?p i?>",
    "<x/>",
    "<x a='1'>t</x>",
    " x=\"1\"",
    " id='2'",
    "<state>2</state>",
    "<applicationId x=''/>",
    "a value that is longer than a window of thirty-two bytes",
    "",
];

/// Places where markup begins or ends.
fn edges(document: &[u8]) -> Vec<usize> {
    let is_edge = |byte: &u8| b"<>/\"'=& ".contains(byte);
    document.iter().enumerate().filter(|(_, byte)| is_edge(byte)).flat_map(|(at, _)| [at, at + 1]).collect()
}

/// The element whose start tag begins at `at`, up to the next end tag of any name.
fn element(document: &[u8], at: usize) -> &[u8] {
    let end = document[at..].windows(2).position(|two| two == b"</" || two == b"/>").unwrap_or_default();
    let close = document[at + end..].iter().position(|byte| *byte == b'>').map_or(0, |close| close + 1);
    &document[at..at + end + close]
}

/// One to three changes, each at an edge of markup.
fn mutate(document: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = document.to_vec();
    for _ in 0..=random.below(3) {
        let edges = edges(&bytes);
        if edges.is_empty() {
            break;
        }
        let (at, other) = (*random.choose(&edges), *random.choose(&edges));
        let until = (at + random.below(3)).min(bytes.len());
        match random.below(8) {
            0 => drop(bytes.drain(at..until)),
            1 | 2 => drop(bytes.splice(at..at, random.choose(&PIECES).bytes())),
            3 => drop(bytes.splice(at..until, random.choose(&PIECES).bytes())),
            4 if at < bytes.len() => bytes[at] = *random.choose(b"<>/\"'=& \nax1\x80\xff"),
            5 => {
                let again = element(&bytes, other.min(bytes.len())).to_vec();
                drop(bytes.splice(at..at, again));
            }
            6 => {
                let length = element(&bytes, at.min(bytes.len())).len();
                drop(bytes.drain(at..at + length));
            }
            _ => {
                let (from, to) = (at.min(other), at.max(other));
                bytes[from..to].reverse();
            }
        }
    }
    bytes
}

fn seeds() -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> = common::messages().into_iter().map(|(_, bytes)| bytes).collect();
    for bytes in seeds.clone() {
        let line = String::from_utf8(bytes).expect("UTF-8");
        seeds.push(line.replace('"', "'").into_bytes());
        let document = broadworks_cap::Document::decode(line.as_bytes()).expect("a good document");
        seeds.push(Encoder::default().to_vec(&document).expect("it encodes"));
    }
    seeds
}

#[test]
fn both_readers_agree_on_mutations_at_the_edges_of_markup() {
    let times = env::var("MUTATIONS").map_or(40_000, |times| times.parse().expect("a number"));
    let (seeds, mut random) = (seeds(), Random::new(5));
    // Decoders and tapes are kept, as a program would keep them.
    let (mut fast, mut general) = (Decoder::new(), Decoder::new().limits(Limits::default().shortcuts(false)));
    let mut good = 0;
    for _ in 0..times {
        let bytes = mutate(&seeds[random.below(seeds.len())], &mut random);
        let (one, other) = (fast.read(&bytes), general.read(&bytes));
        assert_eq!(one, other, "{}", String::from_utf8_lossy(&bytes));
        good += usize::from(one.is_ok());
    }
    assert!((times / 20..times / 2).contains(&good), "{good} of {times} are well-formed");
}

#[test]
fn decoders_that_learned_other_orders_agree() {
    let (seeds, mut random) = (seeds(), Random::new(6));
    let (mut one, mut other) = (Decoder::new(), Decoder::new());
    let changed = |random: &mut Random| mutate(&seeds[random.below(seeds.len())], random);
    for _ in 0..4_000 {
        // Each learns from documents that the other never sees.
        let _ = one.read(&changed(&mut random));
        let _ = other.read(&changed(&mut random));
        let bytes = changed(&mut random);
        assert_eq!(one.read(&bytes), other.read(&bytes), "{}", String::from_utf8_lossy(&bytes));
    }
}
