//! Access to the corpus, also for the tests of the packages beside the codec.

#![allow(dead_code, reason = "not every test needs all of it")]

use std::fs;
use std::path::{Path, PathBuf};

/// Folders whose files each hold one well-formed document.
pub const GOOD: &[&str] = &["cap-c", "ccc2", "actions", "errata", "habits", "xml"];

/// The folder of the repository; that of this package or one around it.
pub fn root() -> PathBuf {
    let mut folders = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    folders.find(|folder| folder.join("corpus").is_dir()).expect("the corpus is there").into()
}

/// The files of a folder of the corpus, in order of name.
pub fn folder(name: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let path = root().join("corpus").join(name);
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

pub fn messages() -> Vec<(PathBuf, Vec<u8>)> {
    GOOD.iter().flat_map(|name| folder(name)).collect()
}

/// Returns `true` if the folder or the name of a corpus file marks it as a CCC2 message.
pub fn is_ccc2(path: &Path) -> bool {
    path.parent().is_some_and(|folder| folder.ends_with("ccc2")) || path.to_string_lossy().contains(".ccc2.")
}

/// Returns the environment that the name of a corpus file marks it with.
pub fn environment(path: &Path) -> Option<&'static str> {
    ["voip", "insc"].into_iter().find(|environment| path.to_string_lossy().contains(&format!(".{environment}.")))
}

/// Returns `true` if the name of a corpus file marks it as a message from the server.
pub fn is_to_client(path: &Path) -> bool {
    path.to_string_lossy().contains(".to-client.")
}

/// Returns `true` if the name of a corpus file marks it as a message from a client.
pub fn is_to_server(path: &Path) -> bool {
    path.to_string_lossy().contains(".to-server.")
}
