//! Lists the files of the corpus, which the program contains because a bare machine has no files; and gives a bare
//! machine its memory map, that of QEMU's `mps2-an386`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let corpus = Path::new("../../corpus").canonicalize().expect("the corpus is beside the tests");
    let mut files = Vec::new();
    for folder in fs::read_dir(&corpus).expect("a folder").flatten().filter(|entry| entry.path().is_dir()) {
        files.extend(fs::read_dir(folder.path()).expect("a folder").flatten().map(|entry| entry.path()));
    }
    files.retain(|file| file.extension().is_some_and(|extension| extension == "xml"));
    files.sort();
    let mut list = String::from("&[\n");
    for file in files {
        let name = file.strip_prefix(&corpus).expect("a file of the corpus");
        writeln!(list, "({:?}, include_bytes!({file:?})),", name.display().to_string()).expect("a string takes it");
    }
    list.push(']');
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    fs::write(out.join("corpus.rs"), list).expect("the folder is writable");
    if env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "none") {
        let memory = "MEMORY { FLASH : ORIGIN = 0x00000000, LENGTH = 4M  RAM : ORIGIN = 0x20000000, LENGTH = 4M }";
        fs::write(out.join("memory.x"), memory).expect("the folder is writable");
        println!("cargo::rustc-link-search={}", out.display());
        println!("cargo::rustc-link-arg=-Tlink.x");
    }
    println!("cargo::rerun-if-changed={}", corpus.display());
}
