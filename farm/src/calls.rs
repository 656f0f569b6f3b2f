//! Application of the program: the calls of each user, and calls that are answered.

use std::collections::{BTreeMap, BTreeSet};

use broadworks_cap::message::Identity;
use broadworks_cap::message::call_action::CallAction;
use broadworks_cap::message::values::CallState;
use broadworks_cap::{Command, Document};
use serde::{Deserialize, Serialize};

use crate::application::Application;

/// Keeps the calls of all users, and answers those of some.
#[derive(Debug, Clone, Default)]
pub struct Calls {
    /// Users whose calls are answered when the server says that this is possible.
    pub answer: BTreeSet<String>,
}

/// What is kept of a user.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserState {
    /// State of each call that is not over, by call id.
    pub calls: BTreeMap<String, String>,
}

impl Application for Calls {
    type State = UserState;

    fn apply(&self, user: &str, state: &mut UserState, document: &Document<'_>) -> Vec<Document<'static>> {
        match &document.command {
            Command::CallUpdate(update) => {
                for call in update.user.calls.iter() {
                    let (Some(id), Some(now)) = (call.call_id.as_deref(), call.state()) else { continue };
                    if now == CallState::Released {
                        state.calls.remove(id);
                    } else {
                        state.calls.insert(id.to_owned(), now.to_string());
                    }
                }
                Vec::new()
            }
            Command::CallControlInfo(_) if self.answer.contains(user) => {
                let ringing = state.calls.iter().filter(|(_, now)| **now == CallState::Alerting.to_string());
                let identity = Identity::ccc2(user);
                ringing
                    .map(|(id, _)| Document::new(CallAction::answer(identity.clone(), id.clone())).into_owned())
                    .collect()
            }
            _ => Vec::new(),
        }
    }
}
