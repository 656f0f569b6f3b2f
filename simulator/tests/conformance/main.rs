//! Plays every shipped scenario with a client, and writes `docs/conformance.md`: what of the protocol the simulator does,
//! each with a scenario that shows it.

#[allow(dead_code, reason = "the flows need more of it")]
#[path = "../flows/client.rs"]
mod client;
mod page;
mod scripts;
mod stage;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use broadworks_simulator::Scenario;

use page::Shown;
use scripts::{SCRIPTS, Script};
use stage::Stage;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

fn file(scenario: &str) -> String {
    fs::read_to_string(folder().join(scenario).with_extension("toml")).expect("it is shipped")
}

/// Plays a scenario, whose expectations must be met, and notes what is shown.
fn play(script: &Script, farm: bool, shown: &mut Shown) {
    let Script { scenario, play, .. } = script;
    let stage = Stage::new(Scenario::from_toml(&file(scenario)).expect("a scenario"), farm);
    eprintln!("{scenario}{}", if farm { ", CCC2" } else { "" });
    play(&stage);
    assert_eq!(stage.simulator.verdict(), [""; 0], "{scenario}");
    let text = file(scenario);
    // What has a fault is shown by nothing.
    let is_faulty = text.contains("[[fault]]");
    for entry in stage.simulator.journal().entries() {
        let wrong = entry.findings.iter().find(|it| entry.sent().is_some() && it.id != "list-too-short");
        assert!(wrong.is_none() || is_faulty, "{scenario}: {entry}");
        assert!(entry.ignored.is_none(), "{scenario}: {entry}");
        assert!(entry.mistake.is_none() || scenario.starts_with("refus"), "{scenario}: {entry}");
        shown.note(scenario, &entry);
    }
}

#[test]
fn every_shipped_scenario_is_played_and_shows_what_the_page_says() {
    let mut shown = Shown::default();
    for script in SCRIPTS {
        play(script, false, &mut shown);
        if script.also_ccc2 {
            play(script, true, &mut shown);
        }
        shown.note_file(script.scenario, &file(script.scenario));
    }
    let page = page::write(&shown);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/conformance.md");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &page).expect("it can be written");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(page == written, "out of date: UPDATE=1 cargo test -p broadworks-simulator --test conformance\n{page}");
}

#[test]
fn every_shipped_scenario_has_a_script() {
    let files = fs::read_dir(folder()).expect("a folder").map(|entry| entry.expect("an entry").path());
    let files = files.filter(|path| path.extension().is_some_and(|it| it == "toml"));
    let names: BTreeSet<String> =
        files.map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned()).collect();
    let scripts: BTreeSet<String> = SCRIPTS.iter().map(|script| script.scenario.to_owned()).collect();
    assert_eq!(names, scripts);
}
