//! The form of a scenario in a file.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A scenario as it is written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct File {
    /// What the scenario is for; for people.
    #[serde(default, rename = "description")]
    pub _description: String,
    /// Settings of the world that the scenario needs.
    #[serde(default)]
    pub settings: Given,
    #[serde(default)]
    pub step: Vec<Step>,
    #[serde(default)]
    pub fault: Vec<Fault>,
    #[serde(default)]
    pub refuse: Vec<Refuse>,
    #[serde(default)]
    pub expect: Vec<Expect>,
}

/// Settings in place of those that the simulator is started with. Times are in seconds.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Given {
    pub answer: Option<f64>,
    pub talk: Option<f64>,
    pub ring: Option<f64>,
    pub wrap_up: Option<f64>,
    pub bounce: Option<f64>,
    pub queue_timeout: Option<f64>,
    pub queue_limit: Option<usize>,
    pub queued: Option<usize>,
    pub distribute: Option<bool>,
}

/// Which messages are meant. What is not given fits every message.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Which {
    /// Command that a client sends.
    pub received: Option<String>,
    /// Command that the simulator sends.
    pub sent: Option<String>,
    pub user: Option<String>,
    pub application: Option<String>,
    /// Values by the path of their field.
    #[serde(default)]
    pub with: BTreeMap<String, String>,
}

/// Something that happens once, or at every message.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Step {
    /// Seconds after the start, or after the message.
    #[serde(default)]
    pub at: f64,
    pub on: Option<Which>,
    /// Number of such messages that come first without the step.
    #[serde(default)]
    pub skip: u64,
    /// At every such message and not only the first.
    #[serde(default)]
    pub every: bool,
    #[serde(rename = "do")]
    pub act: Act,
}

/// What happens.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum Act {
    Ring {
        user: String,
        from: String,
        name: Option<String>,
    },
    QueueCall {
        queue: String,
        from: String,
        name: Option<String>,
    },
    Answer(String),
    HangUp(String),
    RemoteHold(String),
    RemoteRetrieve(String),
    /// The phone of an agent rings for a waiting call.
    Offer {
        call: String,
        agent: String,
        name: Option<String>,
    },
    /// The agent's phone stops ringing, and the call goes back to its queue.
    Bounce(String),
    /// A call has waited for too long.
    Expire(String),
    ForceLogout {
        user: String,
        reason: String,
    },
    Profile {
        user: String,
        dnd: Option<bool>,
        forward: Option<String>,
        agent: Option<String>,
        voice_message: Option<bool>,
    },
    /// The services of a call center change; what is not given is off.
    QueueProfile {
        queue: String,
        night_service: Option<String>,
        holiday_service: Option<String>,
        forced_forwarding: Option<String>,
    },
    /// Writes a text, as it is, to the connections of a user.
    Write {
        user: String,
        text: String,
    },
    /// Ends the connections of a user.
    Close(String),
    /// Resets the connections of a user.
    Reset(String),
}

/// A fault of the messages that the simulator sends.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Fault {
    #[serde(default)]
    pub on: Which,
    /// Number of such messages that are sent without the fault first.
    #[serde(default)]
    pub skip: u64,
    /// Number of messages that have the fault; all if it is not given.
    pub times: Option<u64>,
    #[serde(default)]
    pub omit: Vec<String>,
    #[serde(default)]
    pub set: BTreeMap<String, String>,
    pub version: Option<String>,
    /// Adds an attribute and an element that no table knows.
    #[serde(default)]
    pub unknown: bool,
    /// Writes names as other parts of the specification spell them.
    #[serde(default)]
    pub errata: bool,
    /// Bytes before the message that are none.
    pub garbage: Option<String>,
    /// Seconds before the message, and everything after it, is sent.
    pub delay: Option<f64>,
    /// Seconds after the message before anything else is sent.
    pub gap: Option<f64>,
    /// Number of messages that are sent at once with this one, in one write.
    pub glue: Option<usize>,
    /// Number of parts in which the message is sent.
    pub split: Option<usize>,
    /// Seconds between two bytes.
    pub drip: Option<f64>,
    /// Part of the message, from 0 to 1, after which the connection ends.
    pub cut: Option<f64>,
    /// The connection is reset in place of an orderly end.
    #[serde(default)]
    pub reset: bool,
}

/// Logins that are refused.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Refuse {
    pub user: String,
    pub cause: String,
    /// Number of logins that are refused; all if it is not given.
    pub times: Option<u64>,
}

/// A message that must come, or must not.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Expect {
    #[serde(rename = "on")]
    pub which: Which,
    /// The least number of such messages; 1 if it is not given. With `never`, there must be fewer.
    pub times: Option<u64>,
    /// There must be none.
    #[serde(default)]
    pub never: bool,
}
