//! Scenarios: what happens at a time or at a message, what is wrong with the messages that the simulator sends, and what
//! the client is expected to do. `simulator/scenarios/README.md` describes the form of the files.

mod file;
mod wire;

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::time::Duration;

use broadworks_cap::message::values::{AcdState, CommandType, FailureCause, UserLogoutReason};
use broadworks_cap::schema::WireValue;
use broadworks_cap::validate::Direction;
use broadworks_cap::{Document, Protocol};

use crate::world::{Action, Change};
use file::{Act, Expect, Fault, File, Step, Which};
pub(crate) use wire::Wire;

/// A scenario, which [`Setup::scenario`](crate::Setup::scenario) takes. Several add up.
#[derive(Debug, Clone, Default)]
pub struct Scenario {
    file: File,
}

/// The reason a text is no scenario, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioError(String);

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.trim_end())
    }
}

impl core::error::Error for ScenarioError {}

impl Scenario {
    /// Reads a scenario in the form of the files in `simulator/scenarios/`.
    ///
    /// # Errors
    /// What is wrong, and where. Names of commands, causes, reasons and states are checked here, too.
    ///
    /// ```
    /// use broadworks_simulator::Scenario;
    ///
    /// let scenario = Scenario::from_toml(
    ///     r#"
    ///     [[step]]
    ///     on = { received = "acknowledgement", user = "alice@example.com" }
    ///     at = 0.5
    ///     do = { ring = { user = "alice@example.com", from = "2405550190" } }
    ///
    ///     [[expect]]
    ///     on = { received = "callAction", with = { "user/action/actionType" = "Answer" } }
    ///     "#,
    /// )?;
    /// # drop(scenario);
    /// let error = Scenario::from_toml("[[expect]]\non = { received = \"callActoin\" }").unwrap_err();
    /// assert_eq!(error.to_string(), "`callActoin` is no command");
    /// # Ok::<(), broadworks_simulator::ScenarioError>(())
    /// ```
    pub fn from_toml(text: &str) -> Result<Self, ScenarioError> {
        let file: File = toml::from_str(text).map_err(|error| ScenarioError(error.to_string()))?;
        let known = |ok: bool, word: &str, what: &str| {
            ok.then_some(()).ok_or_else(|| ScenarioError(format!("`{word}` is no {what}")))
        };
        let is_time = |seconds: f64| Duration::try_from_secs_f64(seconds).is_ok();
        let whiches = file.step.iter().filter_map(|step| step.on.as_ref());
        let whiches = whiches.chain(file.fault.iter().map(|fault| &fault.on));
        for which in whiches.chain(file.expect.iter().map(|expect| &expect.which)) {
            for command in which.received.iter().chain(&which.sent) {
                known(CommandType::from_wire(command).is_some(), command, "command")?;
            }
        }
        for refuse in &file.refuse {
            known(FailureCause::from_wire(&refuse.cause).is_some(), &refuse.cause, "cause of a failed login")?;
        }
        for step in &file.step {
            known(is_time(step.at), &step.at.to_string(), "time in seconds")?;
            match &step.act {
                Act::ForceLogout { reason, .. } => {
                    known(UserLogoutReason::from_wire(reason).is_some(), reason, "reason of a logout")?;
                }
                Act::Profile { agent: Some(agent), .. } => {
                    known(AcdState::from_wire(agent).is_some(), agent, "state of an agent")?;
                }
                Act::Profile { dnd: None, forward: None, agent: None, user } => {
                    return Err(ScenarioError(format!("the profile of `{user}` wants `dnd`, `forward` or `agent`")));
                }
                _ => {}
            }
        }
        for seconds in file.fault.iter().flat_map(|fault| [fault.delay, fault.drip]).flatten() {
            known(is_time(seconds), &seconds.to_string(), "time in seconds")?;
        }
        for part in file.fault.iter().filter_map(|fault| fault.cut) {
            known((0.0..=1.0).contains(&part), &part.to_string(), "part from 0 to 1")?;
        }
        Ok(Self { file })
    }

    /// Adds another scenario.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.file.step.extend(other.file.step);
        self.file.fault.extend(other.file.fault);
        self.file.refuse.extend(other.file.refuse);
        self.file.expect.extend(other.file.expect);
        self
    }

    /// Returns the logins that are refused: user, cause, and how many if not all.
    pub(crate) fn refusals(&self) -> impl Iterator<Item = (&str, FailureCause, Option<u64>)> {
        let known = |word: &str| FailureCause::from_wire(word);
        self.file.refuse.iter().filter_map(move |it| Some((&*it.user, known(&it.cause)?, it.times)))
    }
}

impl Which {
    fn fits(&self, message: &Message<'_>) -> bool {
        let is = |wanted: &Option<String>, given: Option<&str>| wanted.as_deref().is_none_or(|w| given == Some(w));
        let sent = (message.direction == Direction::ToClient).then(|| message.document.command.name()).flatten();
        let received = (message.direction == Direction::ToServer).then(|| message.document.command.name()).flatten();
        let value = |path: &str| message.document.get(path).map(|text| text.to_string());
        is(&self.sent, sent)
            && is(&self.received, received)
            && is(&self.user, message.user)
            && is(&self.application, message.application)
            && self.with.iter().all(|(path, wanted)| value(path).as_ref() == Some(wanted))
    }
}

/// A message, and whom it is about.
pub(crate) struct Message<'m> {
    pub direction: Direction,
    pub document: &'m Document<'m>,
    pub user: Option<&'m str>,
    pub application: Option<&'m str>,
}

/// Something to do now.
pub(crate) enum Due {
    /// This action, whose call gets this name.
    Act(Action, Option<String>),
    Write {
        user: String,
        text: String,
    },
    Close {
        user: String,
        resets: bool,
    },
}

/// A scenario that is played.
#[derive(Debug, Default)]
pub(crate) struct Play {
    steps: Vec<(Step, bool)>,
    faults: Vec<(Fault, u64)>,
    expects: Vec<(Expect, u64)>,
    /// What is due, by its time and number.
    due: BTreeMap<(u64, u64), Act>,
    serial: u64,
    /// Ids of calls by the names that the scenario gives them; the last call is `last`.
    calls: HashMap<String, String>,
    given_up: bool,
}

impl Play {
    pub fn new(scenario: Scenario, now: u64) -> Self {
        let File { step, fault, expect, .. } = scenario.file;
        let mut play = Self {
            faults: fault.into_iter().map(|fault| (fault, 0)).collect(),
            expects: expect.into_iter().map(|expect| (expect, 0)).collect(),
            ..Self::default()
        };
        for step in step {
            if step.on.is_none() {
                play.schedule(now, &step);
            } else {
                play.steps.push((step, false));
            }
        }
        play
    }

    /// Returns whether there is nothing to take notice of.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty() && self.faults.is_empty() && self.expects.is_empty()
    }

    fn schedule(&mut self, now: u64, step: &Step) {
        self.serial += 1;
        self.due.insert((now.saturating_add(millis(step.at)), self.serial), step.act.clone());
    }

    /// Takes a message into account: steps that begin with it, and what is expected.
    pub fn notice(&mut self, now: u64, message: &Message<'_>) {
        let mut begun = Vec::new();
        for (step, done) in &mut self.steps {
            if (step.every || !*done) && step.on.as_ref().is_some_and(|on| on.fits(message)) {
                *done = true;
                begun.push(step.clone());
            }
        }
        begun.iter().for_each(|step| self.schedule(now, step));
        for (expect, count) in &mut self.expects {
            *count += u64::from(expect.which.fits(message));
        }
    }

    /// Returns the time of the next step.
    pub fn next(&self) -> Option<u64> {
        self.due.keys().next().map(|(at, _)| *at)
    }

    /// Returns the next step that is due by now.
    pub fn take(&mut self, now: u64) -> Option<Due> {
        let entry = self.due.first_entry().filter(|entry| entry.key().0 <= now)?;
        let call = |name: String| self.calls.get(&name).cloned().unwrap_or(name);
        Some(match entry.remove() {
            Act::Ring { user, from, name } => Due::Act(Action::Ring { user, from }, name),
            Act::QueueCall { queue, from, name } => Due::Act(Action::QueueCall { queue, from }, name),
            Act::Answer(name) => Due::Act(Action::Answer { call: call(name) }, None),
            Act::HangUp(name) => Due::Act(Action::HangUp { call: call(name) }, None),
            Act::ForceLogout { user, reason } => {
                let reason = UserLogoutReason::from_wire(&reason)?;
                Due::Act(Action::ForceLogout { user, reason }, None)
            }
            Act::Profile { user, dnd, forward, agent } => {
                let forward =
                    forward.map(|number| Change::Forwarding(Some(number).filter(|number| !number.is_empty())));
                let agent = agent.and_then(|state| AcdState::from_wire(&state)).map(Change::Acd);
                Due::Act(Action::Profile { user, change: dnd.map(Change::Dnd).or(forward).or(agent)? }, None)
            }
            Act::Write { user, text } => Due::Write { user, text },
            Act::Close(user) => Due::Close { user, resets: false },
            Act::Reset(user) => Due::Close { user, resets: true },
        })
    }

    /// Remembers a call under its name.
    pub fn name(&mut self, name: Option<String>, call: String) {
        self.calls.extend(name.map(|name| (name, call.clone())));
        self.calls.insert("last".into(), call);
    }

    /// Returns what is written for a document, if it has a fault.
    pub fn write(&mut self, protocol: Protocol, message: &Message<'_>) -> Option<Vec<Wire>> {
        let mut all: Option<Fault> = None;
        for (fault, seen) in self.faults.iter_mut().filter(|(fault, _)| fault.on.fits(message)) {
            *seen += 1;
            let from = fault.skip;
            if *seen > from && fault.times.is_none_or(|times| *seen - from <= times) {
                all = Some(match all {
                    None => fault.clone(),
                    Some(before) => before.and(fault.clone()),
                });
            }
        }
        all.map(|fault| fault.write(protocol, message.document))
    }

    /// Returns what is expected and has not happened, or happened against it; each in a line.
    pub fn verdict(&self) -> Vec<String> {
        let unmet = self.expects.iter().filter(|(expect, count)| !expect.is_met(*count));
        unmet.map(|(expect, count)| expect.describe(*count)).collect()
    }

    /// Lets nobody wait for more.
    #[cfg(feature = "program")]
    pub fn give_up(&mut self) {
        self.given_up = true;
    }

    /// Returns whether all that must come has come, and there is nothing that must not.
    pub fn is_over(&self) -> bool {
        self.given_up
            || !self.expects.is_empty()
                && self.expects.iter().all(|(expect, count)| !expect.never && expect.is_met(*count))
    }
}

impl Expect {
    fn is_met(&self, count: u64) -> bool {
        if self.never { count == 0 } else { count >= self.times.unwrap_or(1) }
    }

    fn describe(&self, count: u64) -> String {
        let Which { received, sent, user, application, with } = &self.which;
        let mut text = match (received, sent) {
            (Some(command), _) => format!("{command} from a client"),
            (_, Some(command)) => format!("{command} to a client"),
            _ => "a message".into(),
        };
        let parts = [("user", user), ("application", application)].into_iter();
        let parts = parts.filter_map(|(name, value)| Some((name, value.as_ref()?)));
        for (name, value) in parts.chain(with.iter().map(|(path, value)| (&**path, value))) {
            text += &format!(", {name} `{value}`");
        }
        match self.never {
            true => format!("came {count} times and must not: {text}"),
            false => format!("came {count} times and not {}: {text}", self.times.unwrap_or(1)),
        }
    }
}

fn millis(seconds: f64) -> u64 {
    let time = Duration::try_from_secs_f64(seconds).unwrap_or_default();
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
