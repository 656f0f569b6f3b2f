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
    #[serde(default)]
    pub step: Vec<Step>,
    #[serde(default)]
    pub fault: Vec<Fault>,
    #[serde(default)]
    pub refuse: Vec<Refuse>,
    #[serde(default)]
    pub expect: Vec<Expect>,
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
    /// At every such message and not only the first.
    #[serde(default)]
    pub every: bool,
    #[serde(rename = "do")]
    pub act: Act,
}

/// What happens.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
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
    ForceLogout {
        user: String,
        reason: String,
    },
    Profile {
        user: String,
        dnd: Option<bool>,
        forward: Option<String>,
        agent: Option<String>,
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
    /// The least number of such messages; 1 if it is not given.
    pub times: Option<u64>,
    /// There must be none.
    #[serde(default)]
    pub never: bool,
}
