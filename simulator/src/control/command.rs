//! A command: how it is read, what it does, and its answer.

use std::time::Duration;

use broadworks_cap::message::values::FailureCause;
use broadworks_cap::schema::WireValue;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::hub::Hub;
use crate::journal::Journal;
use crate::record;
use crate::scenario::{Act, Expect, Fault, File, Message, Refuse, Step, Which};

/// The commands beside the actions of a scenario.
const OTHERS: &str = "step, fault, refuse, expect, clear, verdict, wait, journal, state, advance, stop";

/// Which entries of the journal are wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Wanted {
    on: Option<Which>,
    /// The number of an entry: only those after it.
    after: u64,
    /// Seconds to wait for the first one.
    wait: f64,
}

/// Something that a command wants no more.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Clear {
    Steps,
    Faults,
    Refusals,
    Expectations,
    All,
}

/// The reason a command has no effect: its stable name, and words for people.
struct No(&'static str, String);

/// Does what a line says, and returns the line of the answer.
pub fn run(hub: &Hub, line: &str) -> String {
    match read(line).and_then(|(name, value)| perform(hub, &name, value)) {
        Ok(mut answer) => {
            answer.insert("ok".into(), true.into());
            Value::Object(answer).to_string()
        }
        Err(No(id, error)) => json!({ "error": error, "id": id, "ok": false }).to_string(),
    }
}

/// Returns the answer to a line that is no command.
pub fn refused(error: &str) -> String {
    json!({ "error": error, "id": "not-a-command", "ok": false }).to_string()
}

/// Reads the name of a command and its value: JSON if the line begins like an object of it, or else as an inline table of
/// TOML, with or without its braces; a word alone has no value.
fn read(line: &str) -> Result<(String, Value), No> {
    let no = |error: String| No("not-a-command", error);
    let line = line.trim();
    let rest = line.strip_prefix('{').map(str::trim_start);
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let value: Value = if rest.is_some_and(|rest| rest.starts_with('"')) {
        serde_json::from_str(line).map_err(|error| no(format!("it is no JSON: {error}")))?
    } else if line.chars().all(is_word) {
        return Ok((line.replace('_', "-"), Value::Null));
    } else {
        #[derive(Deserialize)]
        struct Line {
            line: Value,
        }
        let text = if rest.is_some() { format!("line = {line}") } else { format!("line = {{ {line} }}") };
        let read = toml::from_str::<Line>(&text);
        read.map_err(|error| no(format!("it is neither JSON nor TOML: {}", error.message())))?.line
    };
    match value {
        Value::Object(object) if object.len() == 1 => {
            let (name, value) = object.into_iter().next().unwrap_or_default();
            Ok((name.replace('_', "-"), value))
        }
        _ => Err(no("a line has one command, such as `ring = { user = \"…\", from = \"…\" }`".into())),
    }
}

fn value<T: DeserializeOwned>(value: Value) -> Result<T, No> {
    serde_json::from_value(value).map_err(|error| No("wrong-value", error.to_string()))
}

fn seconds(given: Value) -> Result<Duration, No> {
    let seconds: f64 = value(given)?;
    Duration::try_from_secs_f64(seconds).map_err(|_| No("wrong-value", format!("`{seconds}` is no time in seconds")))
}

fn perform(hub: &Hub, name: &str, given: Value) -> Result<Map<String, Value>, No> {
    let file = File::default();
    let mut answer = Map::new();
    match name {
        "step" => add(hub, File { step: vec![value::<Step>(given)?], ..file })?,
        "fault" => add(hub, File { fault: vec![value::<Fault>(given)?], ..file })?,
        "refuse" => add(hub, File { refuse: vec![value::<Refuse>(given)?], ..file })?,
        "expect" => add(hub, File { expect: vec![value::<Expect>(given)?], ..file })?,
        "clear" => {
            let what: Clear = if given.is_null() { Clear::All } else { value(given)? };
            let mut state = hub.lock();
            if matches!(what, Clear::Steps | Clear::All) {
                state.play.clear_steps();
            }
            if matches!(what, Clear::Faults | Clear::All) {
                state.play.clear_faults();
            }
            if matches!(what, Clear::Expectations | Clear::All) {
                state.play.clear_expects();
            }
            if matches!(what, Clear::Refusals | Clear::All) {
                state.world.refuse_nobody();
            }
        }
        "verdict" => {
            let unmet = hub.lock().play.verdict();
            answer.insert("unmet".into(), unmet.into());
        }
        "wait" => {
            let unmet = hub.await_verdict(seconds(given)?);
            answer.insert("unmet".into(), unmet.into());
        }
        "journal" => {
            let wanted: Wanted = if given.is_null() { Wanted::default() } else { value(given)? };
            answer.insert("entries".into(), journal(hub, &wanted)?.into());
        }
        "state" => {
            let snapshot = serde_json::to_value(hub.snapshot());
            answer.insert("state".into(), snapshot.map_err(|error| No("failed", error.to_string()))?);
        }
        "advance" => hub.advance(seconds(given)?),
        "stop" => hub.ask_to_stop(),
        _ => {
            let act = Value::Object(Map::from_iter([(name.to_owned(), given)]));
            let act: Act = serde_json::from_value(act).map_err(|error| {
                let error = error.to_string();
                // The reader names the actions of a scenario.
                let is_unknown = error.starts_with("unknown variant");
                let others = if is_unknown { format!("; or {OTHERS}") } else { String::new() };
                No("not-a-command", error.replacen("unknown variant", "unknown command", 1) + &others)
            })?;
            act.check().map_err(|error| No("wrong-value", error))?;
            let call = {
                let mut state = hub.lock();
                let due = act.due(state.play.calls());
                hub.perform(&mut state, due, hub.now()).map_err(|ignored| No(ignored.id(), ignored.to_string()))?
            };
            hub.wake();
            answer.extend(call.map(|call| ("call".to_owned(), call.into())));
        }
    }
    Ok(answer)
}

/// Adds to the scenario.
fn add(hub: &Hub, file: File) -> Result<(), No> {
    file.check().map_err(|error| No("wrong-value", error))?;
    let mut state = hub.lock();
    let unknown = |id: &str| No("unknown-user", format!("`{id}` is no user or call center"));
    for id in file.step.iter().flat_map(|step| step.act.names()) {
        if !state.world.knows(id) {
            return Err(unknown(id));
        }
    }
    for refuse in &file.refuse {
        let cause = FailureCause::from_wire(&refuse.cause);
        if !state.world.refuse(&refuse.user, cause, refuse.times) {
            return Err(unknown(&refuse.user));
        }
    }
    let now = hub.now();
    state.play.add(file, now);
    drop(state);
    hub.wake();
    Ok(())
}

/// Returns the entries of the journal that are wanted, as in the log.
fn journal(hub: &Hub, wanted: &Wanted) -> Result<Vec<Value>, No> {
    if let Some(which) = &wanted.on {
        which.check().map_err(|error| No("wrong-value", error))?;
    }
    let wait = seconds(wanted.wait.into())?;
    let fits = |entry: &crate::journal::Entry| match (&wanted.on, entry.document()) {
        (None, _) => true,
        (Some(which), Some(document)) => which.fits(&Message {
            direction: entry.direction(),
            document,
            user: entry.user.as_deref(),
            application: entry.application.as_deref(),
        }),
        (Some(_), None) => false,
    };
    let journal = Journal { hub: hub.clone(), from: wanted.after + 1 };
    if !wait.is_zero() {
        // Without one in time there are none.
        _ = journal.wait_for(wait, fits);
    }
    Ok(journal.entries().iter().filter(|entry| fits(entry)).map(|entry| record::record(entry)).collect())
}
