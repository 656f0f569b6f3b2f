//! Application of the program: the calls of each user, and calls that are answered.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use broadworks_cap::message::Identity;
use broadworks_cap::message::call_action::CallAction;
use broadworks_cap::message::values::CallState;
use broadworks_cap::{Command, Document};
use serde::{Deserialize, Serialize};

use crate::application::Application;

/// Most calls of a user that are kept; more are not taken up. Most calls that are remembered as over; the oldest gives way.
const MOST: usize = 64;

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
    pub calls: BTreeMap<String, CallState>,
    /// Ids of calls that are over, the newest last. An update that was sent before the end and comes after it, on another
    /// connection, does not bring a call back.
    pub ended: VecDeque<String>,
}

impl UserState {
    fn update(&mut self, id: &str, now: CallState) {
        if self.ended.iter().any(|ended| ended == id) {
            return;
        }
        if now == CallState::Released {
            self.calls.remove(id);
            self.ended.push_back(id.to_owned());
            if self.ended.len() > MOST {
                self.ended.pop_front();
            }
        } else if self.calls.len() < MOST || self.calls.contains_key(id) {
            let known = self.calls.entry(id.to_owned()).or_insert(now);
            // A call that was answered does not ring again.
            if now != CallState::Alerting {
                *known = now;
            }
        }
    }
}

impl Application for Calls {
    type State = UserState;

    fn apply(&self, user: &str, state: &mut UserState, document: &Document<'_>) -> Vec<Document<'static>> {
        match &document.command {
            Command::CallUpdate(update) => {
                for call in update.user.calls.iter() {
                    if let (Some(id), Some(now)) = (call.call_id.as_deref(), call.state()) {
                        state.update(id, now);
                    }
                }
                Vec::new()
            }
            Command::CallControlInfo(_) if self.answer.contains(user) => {
                let ringing = state.calls.iter().filter(|(_, now)| **now == CallState::Alerting);
                ringing
                    .map(|(id, _)| Document::new(CallAction::answer(Identity::ccc2(user), id.as_str())).into_owned())
                    .collect()
            }
            _ => Vec::new(),
        }
    }
}
