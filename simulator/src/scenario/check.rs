//! Checks of a scenario before it is played: names, words and numbers.

use std::time::Duration;

use broadworks_cap::message::values::{
    AcdState, CommandType, FailureCause, ForcedForwarding, HolidayService, NightService, UserLogoutReason,
};
use broadworks_cap::schema::WireValue;

use super::FARMS;
use super::file::{Act, File, Given, Which};

impl File {
    /// Says what is wrong, if anything is.
    pub fn check(&self) -> Result<(), String> {
        let whiches = self.step.iter().filter_map(|step| step.on.as_ref());
        let whiches = whiches.chain(self.fault.iter().map(|fault| &fault.on));
        whiches.chain(self.expect.iter().map(|expect| &expect.which)).try_for_each(Which::check)?;
        for refuse in &self.refuse {
            known(FailureCause::from_wire(&refuse.cause).is_some(), &refuse.cause, "cause of a failed login")?;
        }
        for step in &self.step {
            is_time(step.at)?;
            step.act.check()?;
        }
        self.fault.iter().flat_map(|fault| [fault.delay, fault.drip, fault.gap]).flatten().try_for_each(is_time)?;
        for part in self.fault.iter().filter_map(|fault| fault.cut) {
            known((0.0..=1.0).contains(&part), &part.to_string(), "part from 0 to 1")?;
        }
        let Given { answer, talk, ring, wrap_up, bounce, queue_timeout, .. } = self.settings;
        [answer, talk, ring, wrap_up, bounce, queue_timeout].into_iter().flatten().try_for_each(is_time)
    }
}

impl Which {
    /// Says what is wrong, if anything is.
    pub fn check(&self) -> Result<(), String> {
        let mut commands = self.received.iter().chain(&self.sent);
        commands.try_for_each(|command| known(CommandType::from_wire(command).is_some(), command, "command"))
    }
}

impl Act {
    /// Says what is wrong, if anything is.
    pub fn check(&self) -> Result<(), String> {
        match self {
            Self::ForceLogout { reason, .. } => {
                known(UserLogoutReason::from_wire(reason).is_some(), reason, "reason of a logout")
            }
            Self::Profile { agent: Some(agent), .. } => {
                known(AcdState::from_wire(agent).is_some(), agent, "state of an agent")
            }
            Self::QueueProfile { night_service, holiday_service, forced_forwarding, .. } => {
                let is = |word: &Option<String>, known: fn(&str) -> bool| word.as_deref().is_none_or(known);
                let off = |word: &Option<String>| word.clone().unwrap_or_default();
                let night = is(night_service, |word| NightService::from_wire(word).is_some());
                known(night, &off(night_service), "night service")?;
                let holiday = is(holiday_service, |word| HolidayService::from_wire(word).is_some());
                known(holiday, &off(holiday_service), "holiday service")?;
                let forced = is(forced_forwarding, |word| ForcedForwarding::from_wire(word).is_some());
                known(forced, &off(forced_forwarding), "forced forwarding")
            }
            Self::Profile { dnd: None, forward: None, agent: None, voice_message: None, user } => {
                Err(format!("the profile of `{user}` wants `dnd`, `forward`, `agent` or `voice-message`"))
            }
            _ => Ok(()),
        }
    }

    /// Returns the ids of the users and call centers that it needs.
    pub fn names(&self) -> Option<&str> {
        match self {
            Self::Ring { user, .. }
            | Self::ForceLogout { user, .. }
            | Self::Profile { user, .. }
            | Self::Offer { agent: user, .. }
            | Self::QueueProfile { queue: user, .. }
            | Self::QueueCall { queue: user, .. } => Some(user),
            Self::Write { user, .. } | Self::Close(user) | Self::Reset(user) => {
                Some(&**user).filter(|user| *user != FARMS)
            }
            Self::Answer(_)
            | Self::HangUp(_)
            | Self::RemoteHold(_)
            | Self::RemoteRetrieve(_)
            | Self::Bounce(_)
            | Self::Expire(_) => None,
        }
    }
}

impl Given {
    /// Returns these settings, and for what is not given the others.
    pub fn or(self, other: Self) -> Self {
        Self {
            answer: self.answer.or(other.answer),
            talk: self.talk.or(other.talk),
            ring: self.ring.or(other.ring),
            wrap_up: self.wrap_up.or(other.wrap_up),
            bounce: self.bounce.or(other.bounce),
            queue_timeout: self.queue_timeout.or(other.queue_timeout),
            queue_limit: self.queue_limit.or(other.queue_limit),
            queued: self.queued.or(other.queued),
            distribute: self.distribute.or(other.distribute),
        }
    }
}

fn is_time(seconds: f64) -> Result<(), String> {
    known(Duration::try_from_secs_f64(seconds).is_ok(), &seconds.to_string(), "time in seconds")
}

fn known(ok: bool, word: &str, what: &str) -> Result<(), String> {
    ok.then_some(()).ok_or_else(|| format!("`{word}` is no {what}"))
}
