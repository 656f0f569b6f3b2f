//! Requests that wait for their answers, and how an answer is recognised.
//!
//! A `callActionResponse` carries the id of its action. The other answers carry nothing of their request but the user, so
//! they are matched in order: a server answers the requests of one kind in the order in which it got them. A request that
//! has waited too long keeps its place for as long again, so a late answer is not taken for that of the next one.

use std::collections::VecDeque;
use std::fmt;
use std::time::Duration;

use broadworks_cap::message::values::{QueueActionType, UpdateReason};
use broadworks_cap::{Command, Document, Error, Text};

use crate::event::Received;

/// Most requests that wait at a time.
const MOST: usize = 1_024;

/// The number of a request, by which its outcome is recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ticket(u64);

/// The reason a document was not sent, or was not answered.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum RequestError {
    /// The client is not online, and what it does must not be done later.
    Offline,
    /// The connection ended before the answer. Whether the server has acted is unknown.
    Disconnected,
    /// No answer came in time.
    Timeout,
    /// No answer came in time, and none could be read, because nobody takes the events.
    Unread,
    /// Too much waits already: for the server to accept it, or for an answer.
    Backlog,
    /// Nothing answers this document; see
    /// [`answered_by`](broadworks_cap::message::values::CommandType::answered_by).
    NoAnswer,
    /// The document cannot be encoded; no part of it was sent.
    Encode(Error),
    /// The client has ended, and will not connect again.
    Ended,
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Offline => f.write_str("the client is not online"),
            Self::Disconnected => f.write_str("the connection ended before the answer"),
            Self::Timeout => f.write_str("no answer came in time"),
            Self::Unread => f.write_str("no answer could be read, because nobody takes the events"),
            Self::Backlog => f.write_str("too many requests wait already"),
            Self::NoAnswer => f.write_str("no document answers this one"),
            Self::Encode(error) => write!(f, "the document cannot be written: {error}"),
            Self::Ended => f.write_str("the client has ended"),
        }
    }
}

impl std::error::Error for RequestError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        if let Self::Encode(error) = self { Some(error) } else { None }
    }
}

/// What an answer is recognised by.
#[derive(Debug)]
pub(crate) enum Key {
    Versions,
    Monitoring,
    /// The agent, if the request names one.
    QueueInfo(Option<Text<'static>>),
    /// The call center, likewise.
    Refresh(Option<Text<'static>>),
    /// The id of the action, and its type for servers that do not return the id.
    Action(Option<Text<'static>>, Option<Text<'static>>),
}

impl Key {
    /// Returns the key of a request; `None` if nothing answers it.
    pub fn of(document: &Document<'_>) -> Option<Self> {
        let owned = |text: &Option<Text<'_>>| text.clone().map(Text::into_owned);
        match &document.command {
            Command::InfoRequest(_) => Some(Self::Versions),
            Command::MonitoringUsersRequest(_) => Some(Self::Monitoring),
            Command::QueueInfoRequest(request) => Some(Self::QueueInfo(owned(&request.user.id))),
            Command::QueueAction(it) if it.queue_action_data.action_type() == Some(QueueActionType::Refresh) => {
                Some(Self::Refresh(owned(&it.user.id)))
            }
            Command::CallAction(it) if it.user.action.response_requested() == Some(true) => {
                let action = &it.user.action;
                let kind = action.action_type.as_ref().map(|kind| kind.to_text().into_owned());
                Some(Self::Action(owned(&action.id), kind))
            }
            _ => None,
        }
    }

    /// Returns whether its request may wait until the client is online: a question may, an action may not.
    pub const fn is_patient(&self) -> bool {
        !matches!(self, Self::Action(..))
    }

    /// Returns whether a document answers the request.
    fn is_answered_by(&self, document: &Document<'_>) -> bool {
        let same = |ours: &Option<Text<'_>>, theirs: &Option<Text<'_>>| {
            ours.as_ref().zip(theirs.as_ref()).is_none_or(|(ours, theirs)| ours == theirs)
        };
        match (self, &document.command) {
            (Self::Versions, Command::InfoResponse(_)) => true,
            (Self::Monitoring, Command::MonitoringUsersResponse(_)) => true,
            (Self::QueueInfo(agent), Command::QueueInfoResponse(response)) => same(agent, &response.user.id),
            (Self::Refresh(queue), Command::QueueUpdate(update)) => {
                update.queue.update_reason() == Some(UpdateReason::Refresh) && same(queue, &update.user.id)
            }
            (Self::Action(id, kind), Command::CallActionResponse(response)) => {
                let action = &response.user.action;
                match &action.id {
                    Some(theirs) => id.as_ref() == Some(theirs),
                    None => *kind == action.action_type.as_ref().map(|kind| kind.to_text().into_owned()),
                }
            }
            _ => false,
        }
    }
}

/// A request that was sent.
#[derive(Debug)]
struct Sent {
    /// `None` of one that nobody waits for any longer, or that was never asked for by the caller.
    ticket: Option<Ticket>,
    key: Key,
    until: Duration,
    limit: Duration,
}

/// A request that waits until the client is online.
pub(crate) struct Waiting {
    pub ticket: Ticket,
    pub document: Box<Document<'static>>,
    pub until: Duration,
    limit: Duration,
}

/// The outcome of a request.
pub(crate) type Outcome = Result<Received, RequestError>;

/// All requests of a client.
#[derive(Default)]
pub(crate) struct Requests {
    count: u64,
    sent: VecDeque<Sent>,
    waiting: VecDeque<Waiting>,
    done: VecDeque<(Ticket, Outcome)>,
}

impl Requests {
    /// Returns a new ticket.
    pub fn ticket(&mut self) -> Ticket {
        self.count += 1;
        Ticket(self.count)
    }

    /// Returns whether there is no room for another.
    pub fn is_full(&self) -> bool {
        self.sent.len() + self.waiting.len() + self.done.len() >= MOST
    }

    /// Keeps a request until the client is online.
    pub fn wait(&mut self, ticket: Ticket, document: Document<'static>, until: Duration, limit: Duration) {
        self.waiting.push_back(Waiting { ticket, document: Box::new(document), until, limit });
    }

    /// Returns the next request that waits for the client to be online, with its limit.
    pub fn next_waiting(&mut self) -> Option<(Waiting, Duration)> {
        self.waiting.pop_front().map(|waiting| {
            let limit = waiting.limit;
            (waiting, limit)
        })
    }

    /// Enters a request that was sent.
    pub fn sent(&mut self, ticket: Option<Ticket>, key: Key, until: Duration, limit: Duration) {
        self.sent.push_back(Sent { ticket, key, until, limit });
    }

    /// Enters the outcome of a request.
    pub fn finish(&mut self, ticket: Ticket, outcome: Outcome) {
        self.done.push_back((ticket, outcome));
    }

    /// Returns the next outcome.
    pub fn take(&mut self) -> Option<(Ticket, Outcome)> {
        self.done.pop_front()
    }

    /// Gives a document to the request that it answers. Returns whether somebody waited for it.
    pub fn answer(&mut self, document: &Received) -> bool {
        let found = self.sent.iter().position(|sent| sent.key.is_answered_by(document));
        let ticket = found.and_then(|at| self.sent.remove(at)).and_then(|sent| sent.ticket);
        if let Some(ticket) = ticket {
            self.finish(ticket, Ok(document.clone()));
        }
        ticket.is_some()
    }

    /// Ends the requests that have waited too long, with this error. Returns their number.
    pub fn expire(&mut self, now: Duration, error: &RequestError) -> usize {
        let mut late = Vec::new();
        self.sent.retain_mut(|sent| {
            if now < sent.until {
                return true;
            }
            // It keeps its place once.
            sent.until = now + sent.limit;
            sent.ticket.take().map(|ticket| late.push(ticket)).is_some()
        });
        self.waiting.retain(|waiting| {
            let is_late = now >= waiting.until;
            if is_late {
                late.push(waiting.ticket);
            }
            !is_late
        });
        let count = late.len();
        late.into_iter().for_each(|ticket| self.finish(ticket, Err(error.clone())));
        count
    }

    /// Ends all requests that were sent, because the connection has ended.
    pub fn disconnect(&mut self) {
        let sent = std::mem::take(&mut self.sent);
        sent.into_iter()
            .filter_map(|sent| sent.ticket)
            .for_each(|ticket| self.finish(ticket, Err(RequestError::Disconnected)));
    }

    /// Ends those that wait for the client to be online, because it will not be.
    pub fn end(&mut self) {
        while let Some(waiting) = self.waiting.pop_front() {
            self.finish(waiting.ticket, Err(RequestError::Ended));
        }
    }

    /// Returns when the next of them has waited too long.
    pub fn wake(&self) -> Option<Duration> {
        let sent = self.sent.iter().map(|sent| sent.until);
        sent.chain(self.waiting.iter().map(|waiting| waiting.until)).min()
    }
}
