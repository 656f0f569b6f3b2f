//! Access to the corpus, for all tests.

use std::fs;
use std::path::{Path, PathBuf};

use broadworks_cap::{Error, Framed, Framer, Limits};

/// Folders whose files each hold one well-formed document.
pub const GOOD: &[&str] = &["cap-c", "ccc2", "actions", "errata", "habits", "xml"];

pub fn folder(name: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name);
    let mut files: Vec<_> = fs::read_dir(path)
        .expect("the corpus folder is there")
        .map(|entry| entry.expect("a folder entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "xml"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "{name} holds messages");
    files
        .into_iter()
        .map(|path| {
            let bytes = fs::read(&path).expect("a corpus file");
            (path, bytes)
        })
        .collect()
}

#[allow(dead_code, reason = "not every test needs single messages")]
pub fn messages() -> Vec<(PathBuf, Vec<u8>)> {
    GOOD.iter().flat_map(|name| folder(name)).collect()
}

/// A frame or an error of a stream, with absolute offsets.
#[derive(Debug, PartialEq, Clone)]
#[allow(dead_code, reason = "not every test frames")]
pub enum Piece {
    Frame(usize, usize),
    Malformed(usize, usize, Error),
}

/// Frames `stream` in chunks that end at `cuts`, and at its end. Returns the frames and errors, and
/// the number of bytes read.
#[allow(dead_code, reason = "not every test frames")]
pub fn frame(stream: &[u8], cuts: &[usize], limits: Limits) -> (Vec<Piece>, u64) {
    let mut framer = Framer::new(limits);
    let (mut used, mut pieces) = (0, Vec::new());
    let mut take = |step: Framed, used: &mut usize| match step {
        Framed::Document { range } => {
            pieces.push(Piece::Frame(*used + range.start, *used + range.end));
            *used += range.end;
            true
        }
        Framed::Malformed { range, error } => {
            assert!(range.start == 0 && range.end > 0, "a refusal makes progress");
            pieces.push(Piece::Malformed(*used, *used + range.end, error.shifted(*used)));
            *used += range.end;
            true
        }
        _ => false,
    };
    for end in cuts.iter().copied().chain([stream.len()]) {
        while take(framer.step(&stream[used..end]), &mut used) {}
    }
    while let Some(step) = framer.finish(&stream[used..]) {
        assert!(take(step, &mut used), "the end of a stream never needs more");
    }
    (pieces, framer.scanned())
}

/// Returns `true` if the folder or the name of a corpus file marks it as a CCC2 message.
#[allow(dead_code)]
pub fn is_ccc2(path: &Path) -> bool {
    path.parent().is_some_and(|folder| folder.ends_with("ccc2")) || path.to_string_lossy().contains(".ccc2.")
}

/// Returns `true` if the name of a corpus file marks it as a message from the server.
#[allow(dead_code)]
pub fn is_to_client(path: &Path) -> bool {
    path.to_string_lossy().contains(".to-client.")
}

/// Returns `true` if the name of a corpus file marks it as a message from a client.
#[allow(dead_code)]
pub fn is_to_server(path: &Path) -> bool {
    path.to_string_lossy().contains(".to-server.")
}
