//! A scenario that is played: what is due, what is wrong with the next messages, and what has come.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use broadworks_cap::message::values::{AcdState, ForcedForwarding, HolidayService, NightService, UserLogoutReason};
use broadworks_cap::schema::WireValue;
use broadworks_cap::validate::Direction;
use broadworks_cap::{Document, Protocol};

use super::Scenario;
use super::file::{Act, Expect, Fault, File, Step, Which};
use super::wire::Wire;
use crate::world::{Action, Change, Services};

impl Which {
    pub fn fits(&self, message: &Message<'_>) -> bool {
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
#[derive(Debug)]
pub(crate) enum Due {
    /// These actions; the call that comes of them gets this name.
    Act(Vec<Action>, Option<String>),
    Write {
        user: String,
        text: String,
    },
    Close {
        user: String,
        resets: bool,
    },
}

impl Act {
    /// Returns what to do, with the ids of calls in place of their names.
    pub fn due(self, calls: &HashMap<String, String>) -> Due {
        let id = |name: String| calls.get(&name).cloned().unwrap_or(name);
        let one = |action| Due::Act(vec![action], None);
        match self {
            Self::Ring { user, from, name } => Due::Act(vec![Action::Ring { user, from }], name),
            Self::QueueCall { queue, from, name } => Due::Act(vec![Action::QueueCall { queue, from }], name),
            Self::Offer { call, agent, name } => Due::Act(vec![Action::Offer { call: id(call), agent }], name),
            Self::Answer(name) => one(Action::Answer { call: id(name) }),
            Self::HangUp(name) => one(Action::HangUp { call: id(name) }),
            Self::RemoteHold(name) => one(Action::RemoteHold { call: id(name) }),
            Self::RemoteRetrieve(name) => one(Action::RemoteRetrieve { call: id(name) }),
            Self::Bounce(name) => one(Action::Bounce { call: id(name) }),
            Self::Expire(name) => one(Action::Expire { call: id(name) }),
            Self::ForceLogout { user, reason } => {
                let reason = UserLogoutReason::from_wire(&reason).unwrap_or(UserLogoutReason::ForceLogoutLocked);
                one(Action::ForceLogout { user, reason })
            }
            Self::Profile { user, dnd, forward, agent, voice_message } => {
                let forward = forward.map(|number| Some(number).filter(|number| !number.is_empty()));
                let agent = agent.and_then(|state| AcdState::from_wire(&state));
                let changes = [
                    dnd.map(Change::Dnd),
                    forward.map(Change::Forwarding),
                    agent.map(Change::Acd),
                    voice_message.map(Change::VoiceMessage),
                ];
                let changes = changes.into_iter().flatten();
                Due::Act(changes.map(|change| Action::Profile { user: user.clone(), change }).collect(), None)
            }
            Self::QueueProfile { queue, night_service, holiday_service, forced_forwarding } => {
                let mut services = Services::default();
                let word = |word: &Option<String>| word.clone().unwrap_or_default();
                services.night = NightService::from_wire(&word(&night_service)).unwrap_or(services.night);
                services.holiday = HolidayService::from_wire(&word(&holiday_service)).unwrap_or(services.holiday);
                let forced = ForcedForwarding::from_wire(&word(&forced_forwarding));
                services.forced_forwarding = forced.unwrap_or(services.forced_forwarding);
                one(Action::QueueProfile { queue, services })
            }
            Self::Write { user, text } => Due::Write { user, text },
            Self::Close(user) => Due::Close { user, resets: false },
            Self::Reset(user) => Due::Close { user, resets: true },
        }
    }
}

/// A scenario that is played.
#[derive(Debug, Default)]
pub(crate) struct Play {
    /// The steps at messages, each with the number of messages that fitted.
    steps: Vec<(Step, u64)>,
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
        let mut play = Self::default();
        play.add(scenario.file, now);
        play
    }

    /// Adds steps, faults and expectations from now on.
    pub fn add(&mut self, file: File, now: u64) {
        self.faults.extend(file.fault.into_iter().map(|fault| (fault, 0)));
        self.expects.extend(file.expect.into_iter().map(|expect| (expect, 0)));
        for step in file.step {
            if step.on.is_none() {
                self.schedule(now, &step);
            } else {
                self.steps.push((step, 0));
            }
        }
    }

    /// Forgets the faults.
    #[cfg(feature = "program")]
    pub fn clear_faults(&mut self) {
        self.faults.clear();
    }

    /// Forgets the steps, and what is due of them.
    #[cfg(feature = "program")]
    pub fn clear_steps(&mut self) {
        self.steps.clear();
        self.due.clear();
    }

    /// Forgets what is expected.
    #[cfg(feature = "program")]
    pub fn clear_expects(&mut self) {
        self.expects.clear();
    }

    /// Returns the ids of calls by their names.
    #[cfg(feature = "program")]
    pub const fn calls(&self) -> &HashMap<String, String> {
        &self.calls
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
        for (step, seen) in &mut self.steps {
            if step.on.as_ref().is_some_and(|on| on.fits(message)) {
                *seen += 1;
                if *seen == step.skip + 1 || step.every && *seen > step.skip {
                    begun.push(step.clone());
                }
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
        Some(entry.remove().due(&self.calls))
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
    pub fn give_up(&mut self) {
        self.given_up = true;
    }

    /// Returns whether nobody waits for more.
    #[cfg(feature = "program")]
    pub const fn is_given_up(&self) -> bool {
        self.given_up
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
        (count >= self.times.unwrap_or(1)) != self.never
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
            true if self.times.is_some_and(|times| times > 1) => {
                format!("came {count} times, which is too often: {text}")
            }
            true => format!("came {count} times and must not: {text}"),
            false => format!("came {count} times and not {}: {text}", self.times.unwrap_or(1)),
        }
    }
}

pub(super) fn millis(seconds: f64) -> u64 {
    let time = Duration::try_from_secs_f64(seconds).unwrap_or_default();
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
