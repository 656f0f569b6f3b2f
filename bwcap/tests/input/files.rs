//! Several files, folders, and files that cannot be read.

use std::fs;
use std::path::{Path, PathBuf};

use crate::make::{gzip, latin_1, zstd};
use crate::{command, decode, documents, run};

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("inner")).expect("a folder");
    let all = documents();
    fs::write(folder.join("b.xml"), &all[1]).expect("a file");
    fs::write(folder.join("a.log.gz"), gzip(format!("12:00:00 <<< {}\n", all[0]).as_bytes())).expect("a file");
    fs::write(folder.join("inner/c.xml.zst"), zstd(all[2].as_bytes())).expect("a file");
    fs::write(folder.join("inner/picture.png"), b"\x89PNG\r\n\x1a\n\0\0\0\x0d").expect("a file");
    folder
}

fn name(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

#[test]
fn folders_are_read_when_asked_for() {
    let folder = folder("folders");
    let said = decode(&["-r", name(&folder)], b"");
    assert_eq!((said.code, said.records.len()), (0, 3));
    let commands = said.all("commandType");
    assert_eq!(commands, ["callUpdate", "callControlInfo", "callAction"], "in order of the names");
    assert!(said.errors.contains("bwcap: 1 file in folders had no messages\n"), "{}", said.errors);
    let said = decode(&[name(&folder)], b"");
    assert_eq!((said.code, said.records.len()), (2, 0));
    assert_eq!(said.errors, format!("bwcap: {}: is a folder; -r reads the files in it\n", folder.display()));
}

#[test]
fn a_file_that_cannot_be_read_does_not_stop_the_run() {
    let folder = folder("missing");
    let broken = gzip(documents()[3].repeat(50).as_bytes());
    fs::write(folder.join("broken.gz"), &broken[..broken.len() - 20]).expect("a file");
    let paths = ["b.xml", "nosuch.xml", "broken.gz", "a.log.gz"].map(|path| folder.join(path));
    let arguments: Vec<&str> = paths.iter().map(|path| name(path)).collect();
    let said = decode(&arguments, b"");
    assert_eq!(said.code, 2);
    assert_eq!(said.all("commandType").first(), Some(&"callControlInfo"));
    assert_eq!(said.records.last().expect("a record")["time"].as_str().map(|time| &time[10..]), Some("T12:00:00"));
    assert!(said.errors.contains("nosuch.xml: No such file"), "{}", said.errors);
    assert!(said.errors.contains("broken.gz: ") && said.errors.contains("what follows is not read"), "{}", said.errors);
    // The summary of the rest is there.
    let mut validate = std::process::Command::new(env!("CARGO_BIN_EXE_bwcap"));
    validate.arg("validate").args(&arguments[..2]);
    let output = validate.output().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 "), "{output:?}");
}

#[test]
fn the_encoding_can_be_said() {
    let text = documents()[0].replace("2405550100", "Bj\u{f6}rn");
    assert_eq!(decode(&[], &latin_1(&text)).code, 1);
    let said = decode(&["--encoding", "latin1"], &latin_1(&text));
    assert_eq!((said.code, said.errors.as_str()), (0, ""));
    assert!(said.records[0].to_string().contains("Bj\u{f6}rn"));
    let mut wrong = command();
    wrong.args(["decode", "--encoding", "klingon"]);
    let said = run(wrong, b"");
    assert_eq!(said.code, 2);
    assert!(said.errors.contains("no such encoding; try utf-8, latin1"), "{}", said.errors);
}
