//! The page of what the simulator does: its rows come from the tables of the codec and from the simulator, and the
//! scenarios of each row from what was seen when they were played.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use broadworks_cap::message::Direction;
use broadworks_cap::message::values::{
    AcdState, ActionType, CallState, CommandType, ConferenceState, FailureCause, FailureReason, MonType,
    QueueActionType, UpdateReason, UserLogoutReason,
};
use broadworks_cap::schema::WireValue;
use broadworks_cap::{Command, Protocol};
use broadworks_simulator::{Entry, Setup, Simulator};

/// A row: its section, and its name.
type Row = (&'static str, String);

const COMMANDS: &str = "Commands";
const ACTIONS: &str = "Call actions";
const QUEUE_ACTIONS: &str = "Queue actions";
const REASONS: &str = "Changes of a queue";
const CALLS: &str = "States of a call";
const CONFERENCES: &str = "States of a conference";
const AGENTS: &str = "States of an agent";
const LOGOUTS: &str = "Reasons of a logout";
const CAUSES: &str = "Causes of a failed login";
const LISTS: &str = "Changes of the list of a console";
const FAILURES: &str = "Users that a console may not watch";
const STEPS: &str = "What a scenario or a command lets happen";
const FAULTS: &str = "Faults";

/// What no scenario shows, and why.
const MISSING: &[(&str, &str, &str)] = &[
    (COMMANDS, "`datagram`, to the server, CCC2", "only sessions are addressed, and CCC2 has none"),
    (COMMANDS, "`datagram`, to the client, CCC2", "likewise"),
    (ACTIONS, "`setDial`, CAP-C", "no documented meaning: it is ignored"),
    (ACTIONS, "`setDial`, CCC2", "likewise"),
    (CALLS, "`Idle`", "a call that is over is told of no more"),
    (CALLS, "`Detached`", "no documented meaning"),
    (CALLS, "`ClientAlerting`", "no documented meaning"),
    (FAILURES, "`UnauthorizedUser`", "everybody is in one group"),
];

/// The scenarios that have shown a row.
#[derive(Default)]
pub struct Shown {
    rows: BTreeMap<Row, BTreeSet<&'static str>>,
    /// How many rows each scenario has shown.
    counts: BTreeMap<&'static str, usize>,
    /// What each scenario expects: commands, and values.
    expected: BTreeMap<&'static str, BTreeSet<String>>,
}

impl Shown {
    fn add(&mut self, scenario: &'static str, section: &'static str, name: impl Into<String>) {
        if self.rows.entry((section, name.into())).or_default().insert(scenario) {
            *self.counts.entry(scenario).or_default() += 1;
        }
    }

    fn word<T: WireValue + Copy>(&mut self, scenario: &'static str, section: &'static str, value: Option<T>) {
        if let Some(value) = value {
            self.add(scenario, section, word(value));
        }
    }

    /// Notes what a message shows.
    pub fn note(&mut self, scenario: &'static str, entry: &Entry) {
        let Some(document) = entry.document() else { return };
        let direction = if entry.sent().is_some() { Direction::ToClient } else { Direction::ToServer };
        if let Some(command) = document.command.command_type() {
            self.add(scenario, COMMANDS, of_command(command, direction, entry.protocol));
        }
        match &document.command {
            Command::CallAction(action) => {
                if let Some(kind) = action.user.action.action_type() {
                    self.add(scenario, ACTIONS, of_action(kind, entry.protocol));
                }
            }
            Command::QueueAction(action) => {
                self.word(scenario, QUEUE_ACTIONS, action.queue_action_data.action_type());
            }
            Command::QueueUpdate(update) => self.word(scenario, REASONS, update.queue.update_reason()),
            Command::CallUpdate(update) => {
                for call in &update.user.calls {
                    self.word(scenario, CALLS, call.state());
                }
            }
            Command::SessionUpdate(update) => {
                let state = update.user.conference.as_ref().and_then(|it| it.conference_state());
                self.word(scenario, CONFERENCES, state);
            }
            Command::ProfileUpdate(update) => {
                self.word(scenario, AGENTS, update.user.acd_state.as_ref().and_then(|state| state.known()));
            }
            Command::UnRegister(ending) => self.word(scenario, LOGOUTS, ending.user.user_logout_reason()),
            Command::RegisterResponse(response) => {
                let failure = response.user.failure.as_ref();
                self.word(scenario, CAUSES, failure.and_then(|failure| failure.failure_cause()));
            }
            Command::ResponseAuthentication(response) => {
                let failure = response.user.failure.as_ref();
                self.word(scenario, CAUSES, failure.and_then(|failure| failure.failure_cause()));
            }
            Command::MonitoringUsersRequest(request) => {
                let monitoring = request.user.monitoring.as_ref();
                self.word(scenario, LISTS, monitoring.and_then(|monitoring| monitoring.mon_type()));
            }
            Command::MonitoringUsersResponse(response) => {
                for failed in &response.user.failed_users {
                    self.word(scenario, FAILURES, failed.failure_reason());
                }
            }
            _ => {}
        }
    }

    /// Notes the steps and faults of a file, which were played.
    pub fn note_file(&mut self, scenario: &'static str, text: &str) {
        let file: toml::Table = toml::from_str(text).expect("TOML");
        let tables = |name: &str| {
            let list = file.get(name).and_then(toml::Value::as_array).cloned().unwrap_or_default();
            list.into_iter().filter_map(|it| it.as_table().cloned()).collect::<Vec<_>>()
        };
        for expect in tables("expect") {
            let on = expect["on"].as_table().expect("a table");
            let values = on.get("with").and_then(toml::Value::as_table).into_iter().flat_map(|with| with.values());
            let words = on.get("received").into_iter().chain(on.get("sent")).chain(values);
            let words = words.filter_map(toml::Value::as_str).map(|word| format!("`{word}`"));
            self.expected.entry(scenario).or_default().extend(words);
        }
        for step in tables("step") {
            for name in step["do"].as_table().expect("a table").keys() {
                self.add(scenario, STEPS, format!("`{name}`"));
            }
        }
        for fault in tables("fault") {
            for name in fault.keys() {
                self.add(scenario, FAULTS, format!("`{name}`"));
            }
        }
    }

    /// Returns the scenario that shows a row: one that is about it, or else one that shows little else.
    fn best(&self, row: &Row) -> Option<&'static str> {
        let all = self.rows.get(row)?;
        let name = row.1.split(',').next().unwrap_or_default();
        // Those of a call are numbers there.
        let is_about =
            |scenario: &str| row.0 != CALLS && self.expected.get(scenario).is_some_and(|words| words.contains(name));
        all.iter().min_by_key(|scenario| (!is_about(scenario), self.counts[*scenario], **scenario)).copied()
    }
}

fn word<T: WireValue + Copy>(value: T) -> String {
    // Numbers say nothing without their label.
    let wire = value.to_wire().to_string();
    match value.label() {
        Some(label) if wire.bytes().all(|byte| byte.is_ascii_digit()) => format!("`{label}`"),
        _ => format!("`{wire}`"),
    }
}

fn protocol(of: Protocol) -> &'static str {
    if of == Protocol::CapC { "CAP-C" } else { "CCC2" }
}

fn of_command(command: CommandType, direction: Direction, of: Protocol) -> String {
    let to = if direction == Direction::ToServer { "server" } else { "client" };
    format!("`{}`, to the {to}, {}", command.as_str(), protocol(of))
}

fn of_action(action: ActionType, of: Protocol) -> String {
    format!("`{}`, {}", action.as_str(), protocol(of))
}

/// Returns the names that the simulator knows, which it lists if it is told another.
fn known(command: &str) -> Vec<String> {
    let simulator = Simulator::start(Setup::new()).expect("a free port");
    let said = simulator.command(command);
    let (_, list) = said.split_once("expected one of ").expect("a list");
    list.split(';').next().unwrap_or_default().split('`').skip(1).step_by(2).map(|name| format!("`{name}`")).collect()
}

fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for command in CommandType::ALL {
        for direction in command.directions() {
            for of in command.protocols() {
                rows.push((COMMANDS, of_command(*command, *direction, *of)));
            }
        }
    }
    for action in ActionType::ALL {
        rows.extend([Protocol::CapC, Protocol::Ccc2].map(|of| (ACTIONS, of_action(*action, of))));
    }
    macro_rules! words {
        ($($section:ident: $Type:ident,)*) => { $(rows.extend($Type::ALL.iter().map(|value| ($section, word(*value))));)* };
    }
    words! {
        QUEUE_ACTIONS: QueueActionType,
        REASONS: UpdateReason,
        CALLS: CallState,
        CONFERENCES: ConferenceState,
        AGENTS: AcdState,
        LOGOUTS: UserLogoutReason,
        CAUSES: FailureCause,
        LISTS: MonType,
        FAILURES: FailureReason,
    }
    rows.extend(known("nothing = 1").into_iter().map(|name| (STEPS, name)));
    let no_fault = ["`on`", "`skip`", "`times`"];
    let faults = known("fault = { nothing = 1 }").into_iter().filter(|name| !no_fault.contains(&&**name));
    rows.extend(faults.map(|name| (FAULTS, name)));
    rows
}

/// Returns the page.
pub fn write(shown: &Shown) -> String {
    let mut page = String::from(
        "# What the simulator does\n\nEach row names a scenario that shows it: a client plays it in a test, and what the row names \
         comes over the wire.\nThe page is made by `UPDATE=1 cargo test -p broadworks-simulator --test conformance`.\n",
    );
    let mut before = "";
    let mut missing: BTreeSet<_> = MISSING.iter().map(|(section, name, _)| (*section, (*name).to_owned())).collect();
    for row in rows() {
        let (section, name) = &row;
        if *section != before {
            write!(page, "\n## {section}\n\n| | Scenario |\n|---|---|\n").expect("it can be written");
            before = section;
        }
        let cell = match shown.best(&row) {
            Some(scenario) => format!("[{scenario}](../scenarios/{scenario}.toml)"),
            None => {
                let reason = MISSING.iter().find(|(of, what, _)| of == section && what == name).map(|(.., why)| *why);
                format!("none: {}", reason.unwrap_or_else(|| panic!("{row:?} is shown by no scenario")))
            }
        };
        assert!(!missing.remove(&row) || cell.starts_with("none"), "{row:?} is shown after all");
        writeln!(page, "| {name} | {cell} |").expect("it can be written");
    }
    assert!(missing.is_empty(), "no such rows: {missing:?}");
    page
}
