//! Board: the calls, agents and queues that a stream has told of so far, and its last messages, bounded.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use broadworks_cap::message::values::AcdState;
use broadworks_cap::schema::Value;
use broadworks_cap::validate::{Direction, session};
use broadworks_cap::{Command, Document, Error};
use jiff::SignedDuration;
use jiff::civil::DateTime;

use crate::Stop;
use crate::calls::{Call, Calls};
use crate::clock::of_millis;
use crate::secrets::veil;
use crate::shown::visible;
use crate::stream::{Listener, Origin, Piece};

/// Most messages that are kept, and most bytes of them.
const MESSAGES: usize = 1000;
const BYTES: usize = 8 << 20;
/// Most agents that are kept.
const AGENTS: usize = 10_000;

/// A message, or bytes that are none.
#[derive(Clone)]
pub struct Message {
    pub number: u64,
    pub time: Option<DateTime>,
    pub towards: Option<Direction>,
    /// What it says, in one line that is safe to show.
    pub summary: String,
    pub is_good: bool,
    bytes: Rc<[u8]>,
    place: crate::input::Place,
    origin: Origin,
    error: Option<Error>,
}

/// An agent of a call center.
#[derive(Clone)]
pub struct Agent {
    pub state: String,
    pub since: Option<DateTime>,
    /// Number of the message that told it last.
    touched: u64,
}

/// All that is shown of a stream.
#[derive(Clone, Default)]
pub struct Board {
    calls: Calls,
    agents: BTreeMap<String, Agent>,
    messages: VecDeque<Message>,
    /// Number of bytes of the messages.
    held: usize,
    pub good: u64,
    pub malformed: u64,
    /// What was said of the input.
    pub note: Option<String>,
    /// Whether the input has ended.
    pub is_over: bool,
}

impl Board {
    /// Returns the calls that are open, the one that was heard of last first.
    pub fn calls(&self) -> Vec<&Call> {
        let mut calls: Vec<&Call> = self.calls.open().filter(|call| !call.is_queued).collect();
        calls.sort_by_key(|call| std::cmp::Reverse(call.touched()));
        calls
    }

    /// Returns the calls that wait, by the queue that they are in, the longest first.
    pub fn queued(&self) -> Vec<&Call> {
        let mut calls: Vec<&Call> = self.calls.open().filter(|call| call.is_queued).collect();
        calls.sort_by_key(|call| (call.user.clone(), call.since(), call.touched()));
        calls
    }

    pub fn agents(&self) -> &BTreeMap<String, Agent> {
        &self.agents
    }

    /// Returns the messages, oldest first.
    pub fn messages(&self) -> impl DoubleEndedIterator<Item = &Message> {
        self.messages.iter()
    }

    /// Returns the time of the stream, if so much time has passed since its last message.
    pub fn now(&self, passed: SignedDuration) -> Option<DateTime> {
        self.calls.clock.now()?.checked_add(passed).ok()
    }

    fn keep(&mut self, piece: &Piece<'_>, document: Option<&Document<'_>>, error: Option<Error>) {
        self.calls.piece(piece, document, &mut |_| {});
        let summary = match (document, &error) {
            (Some(document), _) => document.summary().to_string(),
            (None, Some(error)) => error.kind().describe().into(),
            (None, None) => String::new(),
        };
        self.held += piece.bytes.len();
        self.messages.push_back(Message {
            number: piece.number,
            time: piece.origin.time,
            towards: piece.origin.direction.or_else(|| document.and_then(session::direction)),
            summary: visible(&summary),
            is_good: error.is_none(),
            bytes: piece.bytes.into(),
            place: piece.place,
            origin: piece.origin.clone(),
            error,
        });
        while self.messages.len() > MESSAGES || (self.held > BYTES && self.messages.len() > 1) {
            self.held -= self.messages.pop_front().map_or(0, |message| message.bytes.len());
        }
    }

    fn agent(&mut self, number: u64, document: &Document<'_>) {
        let Command::ProfileUpdate(update) = &document.command else { return };
        let (Some(state), Some(who)) = (&update.user.acd_state, document.subject().who().map(str::to_owned)) else {
            return;
        };
        let told = update.user.acd_state_time().and_then(|time| of_millis(time.as_millis()));
        let (state, now) = (name_of(state), self.calls.clock.now());
        match self.agents.get_mut(&who) {
            Some(agent) if agent.state == state => agent.touched = number,
            _ => {
                // Times in messages are of the server, and those of a log may be of another zone.
                let since = if self.calls.clock.is_told { now } else { told.or(now) };
                self.agents.insert(who, Agent { state, since, touched: number });
            }
        }
        if self.agents.len() > AGENTS {
            let oldest = self.agents.iter().min_by_key(|(_, agent)| agent.touched).map(|(who, _)| who.clone());
            oldest.map(|who| self.agents.remove(&who));
        }
    }
}

fn name_of(state: &Value<'_, AcdState>) -> String {
    visible(&state.name())
}

impl Listener for Board {
    fn document(&mut self, piece: &Piece<'_>) -> Result<(), Stop> {
        match Document::decode(piece.bytes) {
            Ok(document) => {
                self.good += 1;
                self.keep(piece, Some(&document), None);
                self.agent(piece.number, &document);
                Ok(())
            }
            Err(error) => self.malformed(piece, error),
        }
    }

    fn malformed(&mut self, piece: &Piece<'_>, error: Error) -> Result<(), Stop> {
        self.malformed += 1;
        self.keep(piece, None, Some(error));
        Ok(())
    }

    fn pause(&mut self) -> Result<(), Stop> {
        Ok(())
    }
}

impl Message {
    /// Returns everything that it says, in lines that are safe to show and hide passwords.
    pub fn lines(&self) -> Vec<String> {
        let Self { number, place, bytes, origin, .. } = self;
        let piece = Piece { bytes, place: *place, number: *number, origin };
        let mut text = Vec::new();
        if let Some(error) = &self.error {
            let at = place.after(&bytes[..error.offset().min(bytes.len())]);
            let what = error.kind().describe();
            text.extend(format!("#{number} {what}  (line {}, column {})\n\n", at.line, at.column).bytes());
            let shown = veil(bytes).shown;
            String::from_utf8_lossy(&shown).lines().for_each(|line| text.extend((visible(line) + "\n").bytes()));
        } else if let Ok(document) = Document::decode(bytes) {
            crate::readable::message(&mut text, &piece, &document);
        }
        // The board has colours of its own.
        let text = anstream::adapter::strip_bytes(&text).into_vec();
        String::from_utf8_lossy(&text).lines().map(Into::into).collect()
    }
}
