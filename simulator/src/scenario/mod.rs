//! Scenarios: what happens at a time or at a message, what is wrong with the messages that the simulator sends, and what
//! the client is expected to do. `simulator/scenarios/README.md` describes the form of the files.

mod check;
mod file;
mod play;
mod wire;

use std::fmt;

use broadworks_cap::message::values::FailureCause;
use broadworks_cap::schema::WireValue;

use crate::world::Settings;
#[cfg(not(feature = "program"))]
use file::File;
#[cfg(feature = "program")]
pub(crate) use file::{Act, Expect, Fault, File, Refuse, Step, Which};
pub(crate) use play::{Due, Message, Play};
pub(crate) use wire::Wire;

/// In place of a user: all connections of server farms.
pub(crate) const FARMS: &str = "ccc2";

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
        file.check().map_err(ScenarioError)?;
        Ok(Self { file })
    }

    /// Adds another scenario.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.file.settings = self.file.settings.or(other.file.settings);
        self.file.step.extend(other.file.step);
        self.file.fault.extend(other.file.fault);
        self.file.refuse.extend(other.file.refuse);
        self.file.expect.extend(other.file.expect);
        self
    }

    /// Sets the settings that the scenario has.
    pub(crate) fn set(&self, settings: &mut Settings) {
        let given = &self.file.settings;
        let time = |of: &mut u64, seconds: Option<f64>| *of = seconds.map_or(*of, play::millis);
        let maybe = |of: &mut Option<u64>, seconds: Option<f64>| *of = seconds.map(play::millis).or(*of);
        time(&mut settings.answer, given.answer);
        time(&mut settings.talk, given.talk);
        time(&mut settings.wrap_up, given.wrap_up);
        maybe(&mut settings.ring, given.ring);
        maybe(&mut settings.bounce, given.bounce);
        maybe(&mut settings.queue_timeout, given.queue_timeout);
        settings.queue_limit = given.queue_limit.unwrap_or(settings.queue_limit);
        settings.queued = given.queued.unwrap_or(settings.queued);
        settings.distribute = given.distribute.unwrap_or(settings.distribute);
    }

    /// Returns the first user or call center that a step names and `is_known` does not know.
    pub(crate) fn stranger(&self, is_known: impl Fn(&str) -> bool) -> Option<&str> {
        self.file.step.iter().flat_map(|step| step.act.names()).find(|id| !is_known(id))
    }

    /// Returns the logins that are refused: user, cause, and how many if not all.
    pub(crate) fn refusals(&self) -> impl Iterator<Item = (&str, FailureCause, Option<u64>)> {
        let known = |word: &str| FailureCause::from_wire(word);
        self.file.refuse.iter().filter_map(move |it| Some((&*it.user, known(&it.cause)?, it.times)))
    }
}
