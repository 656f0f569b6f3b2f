//! Application of the program: the calls of each user, and calls that are answered.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use broadworks_cap::message::Identity;
use broadworks_cap::message::call_action::CallAction;
use broadworks_cap::message::values::{CallState, ControlType};
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
    /// Ids of calls that the server lets a client answer, the newest last. This may come before the call itself.
    pub answerable: VecDeque<String>,
}

impl UserState {
    /// Takes in the state of a call. Returns `true` if it is new here, and rings.
    fn update(&mut self, id: &str, now: CallState) -> bool {
        if self.ended.iter().any(|ended| ended == id) {
            return false;
        }
        if now == CallState::Released {
            self.calls.remove(id);
            self.answerable.retain(|answerable| answerable != id);
            remember(&mut self.ended, id);
            return false;
        }
        if let Some(known) = self.calls.get_mut(id) {
            // A call that was answered does not ring again.
            if now != CallState::Alerting {
                *known = now;
            }
            return false;
        }
        if self.calls.len() < MOST {
            self.calls.insert(id.to_owned(), now);
        }
        now == CallState::Alerting
    }
}

fn remember(ids: &mut VecDeque<String>, id: &str) {
    ids.push_back(id.to_owned());
    if ids.len() > MOST {
        ids.pop_front();
    }
}

impl Application for Calls {
    type State = UserState;

    fn apply(&self, user: &str, state: &mut UserState, document: &Document<'_>) -> Vec<Document<'static>> {
        // Of a call that rings and the permission to answer it, either may come first.
        let mut to_answer = Vec::new();
        match &document.command {
            Command::CallUpdate(update) => {
                for call in update.user.calls.iter() {
                    let (Some(id), Some(now)) = (call.call_id.as_deref(), call.state()) else { continue };
                    if state.update(id, now) && state.answerable.iter().any(|answerable| answerable == id) {
                        to_answer.push(id);
                    }
                }
            }
            Command::CallControlInfo(info) => {
                let call = info.user.call.as_ref();
                let may = call.is_some_and(|call| {
                    let mut controls = call.controls.iter();
                    controls.any(|control| {
                        control.control_type() == Some(ControlType::Answer) && control.value() == Some(true)
                    })
                });
                if let Some(id) = call.and_then(|call| call.call_id.as_deref()).filter(|_| may) {
                    remember(&mut state.answerable, id);
                    if state.calls.get(id) == Some(&CallState::Alerting) {
                        to_answer.push(id);
                    }
                }
            }
            _ => {}
        }
        if !self.answer.contains(user) {
            return Vec::new();
        }
        let answer = |id| Document::new(CallAction::answer(Identity::ccc2(user), id)).into_owned();
        to_answer.into_iter().map(answer).collect()
    }
}
