//! Run of the machine: timers, the documents that come, the end of a connection.

use std::sync::Arc;
use std::time::Duration;

use broadworks_cap::login::{Outcome, Session};
use broadworks_cap::message::StreamReader;
use broadworks_cap::message::values::CommandType;
use broadworks_cap::{Command, Document, Event as Next, event::Malformed};

use super::{Machine, Order, State, wishes};
use crate::event::{Event, Reason, Received};
use crate::requests::{Key, RequestError, Ticket};

impl Machine {
    /// Does everything that is due at this time. Documents are read as long as no event waits.
    pub fn advance(&mut self, now: Duration) {
        let _entered = self.span.clone().entered();
        if std::mem::take(&mut self.has_waited) || !self.events.is_empty() {
            // Nothing was read, which is no fault of the server.
            self.heard = now;
        }
        let error = if self.events.is_empty() { RequestError::Timeout } else { RequestError::Unread };
        let late = self.requests.expire(now, &error);
        self.counters.unanswered.add(late);
        self.run_timers(now);
        while self.events.is_empty() && self.read_next(now) {}
        if let State::Leaving { is_finished, .. } = &mut self.state
            && self.outbox.bytes().is_empty()
            && !std::mem::replace(is_finished, true)
        {
            self.orders.push_back(Order::Finish);
        }
    }

    /// Returns the next time at which there is something to do, if nothing else happens before.
    #[must_use]
    pub fn wake(&self) -> Option<Duration> {
        let after = |span: Option<Duration>| span.map(|span| self.heard.saturating_add(span));
        let is_read = self.events.is_empty() && self.end.is_none();
        let (state, keepalive, idle) = match &self.state {
            State::Paused { until }
            | State::Connecting { until }
            | State::LoggingIn { until, .. }
            | State::Leaving { until, .. } => (Some(*until), None, None),
            State::Online { .. } => {
                let keepalive = self.options.keepalive.map(|_| self.keepalive);
                (None, keepalive, after(self.options.idle_limit).filter(|_| is_read))
            }
            State::Ended(_) => (None, None, None),
        };
        let of_stream = if self.end.is_none() {
            [state, keepalive, idle, self.outbox.deadline(), self.deaf.as_ref().map(|(_, until)| *until)]
        } else {
            // Only documents are left, which wait for nothing.
            [None; 5]
        };
        of_stream.into_iter().flatten().chain(self.requests.wake()).min()
    }

    fn run_timers(&mut self, now: Duration) {
        match &self.state {
            State::Paused { until } if now >= *until => return self.connect(now),
            State::Connecting { until } if now >= *until => return self.lose(now, Reason::ConnectTimeout),
            _ if !self.has_stream() || self.end.is_some() => return,
            State::LoggingIn { until, .. } if now >= *until => self.give_up(Reason::LoginTimeout),
            // Who logs out need not take the events that are left.
            State::Leaving { until, .. } if now >= *until => return self.lose(now, Reason::LogOut { complete: false }),
            State::Online { session, .. } if self.options.keepalive.is_some() && now >= self.keepalive => {
                let session = session.clone();
                self.keepalive = now.saturating_add(self.options.keepalive.unwrap_or_default());
                // If something waits already, it will show whether the server is there.
                if self.outbox.bytes().is_empty() {
                    self.counters.keepalives.add(1);
                    self.push(now, &Self::keepalive_of(session.as_deref()));
                }
            }
            _ => {}
        }
        let is_online = matches!(self.state, State::Online { .. }) && self.events.is_empty();
        let idle = self.options.idle_limit.filter(|limit| is_online && now >= self.heard.saturating_add(*limit));
        match &self.deaf {
            Some((reason, until)) if now >= *until => self.give_up(reason.clone()),
            _ if self.outbox.deadline().is_some_and(|deadline| now >= deadline) => self.give_up(Reason::Stalled),
            _ if idle.is_some() => self.give_up(Reason::Silent),
            _ => {}
        }
    }

    fn connect(&mut self, now: Duration) {
        tracing::debug!("connecting");
        self.counters.attempts.add(1);
        self.state = State::Connecting { until: now.saturating_add(self.options.connect_timeout) };
        self.is_linked = true;
        self.orders.push_back(Order::Connect);
    }

    /// Reads the next document. Returns `false` if there is none.
    fn read_next(&mut self, now: Duration) -> bool {
        if !self.has_stream() {
            return false;
        }
        match self.reader.next_message() {
            Next::Document(message) => {
                let received = Received::new(message.into_owned());
                self.take(now, received);
            }
            Next::Malformed(malformed) => {
                self.counters.malformed.add(1);
                tracing::warn!("passed over: {malformed}");
                let bytes = malformed.bytes.into();
                self.events.push_back(Event::Malformed(Malformed::new(bytes, malformed.error, malformed.offset)));
            }
            Next::Closed { clean } => {
                let reason = match (&self.state, self.end.take()) {
                    (State::Leaving { is_finished, .. }, end) => {
                        Reason::LogOut { complete: *is_finished && end.is_none() && self.deaf.is_none() }
                    }
                    (_, Some(reason)) => reason,
                    (_, None) => Reason::Closed { clean },
                };
                self.lose(now, reason);
            }
            _ => return false,
        }
        true
    }

    /// Takes a document of the server.
    fn take(&mut self, now: Duration, received: Received) {
        self.counters.documents_received.add(1);
        tracing::trace!("received {}", received.summary());
        let command = received.message().as_message().command_type();
        let is_given_up = self.end.is_some();
        match &mut self.state {
            State::LoggingIn { login, .. } if !is_given_up => {
                let reply = login.receive(&received);
                if let Some(document) = reply.send {
                    self.push(now, &document);
                }
                match reply.outcome {
                    Outcome::LoggedIn(session) => return self.go_online(now, Some(Arc::new(session))),
                    Outcome::Failed(failure) => {
                        self.counters.refusals.add(1);
                        return self.give_up(Reason::Login(failure));
                    }
                    Outcome::Ignored => {}
                    _ => return,
                }
            }
            State::Online { session: Some(session), .. } if command == Some(CommandType::UnRegister) => {
                if let Some(reason) = session.ended_by(&received) {
                    return self.give_up(Reason::LoggedOut(reason));
                }
            }
            _ => {}
        }
        if command.is_some_and(may_answer) && self.requests.answer(&received) {
            self.counters.answers.add(1);
        }
        self.events.push_back(Event::Document(received));
    }

    /// Begins to be online.
    pub(super) fn go_online(&mut self, now: Duration, session: Option<Arc<Session>>) {
        tracing::info!("online");
        self.counters.onlines.add(1);
        self.state = State::Online { session: session.clone(), since: now };
        self.keepalive = now.saturating_add(self.options.keepalive.unwrap_or_default());
        self.events.push_back(Event::Online { session });
        let limit = self.options.request_timeout;
        let until = now.saturating_add(limit);
        for mut document in self.wishes.requests() {
            // They were encoded before.
            _ = self.transmit_request(now, &mut document, None, until, limit);
        }
        while let Some((mut waiting, limit)) = self.requests.next_waiting() {
            let ticket = waiting.ticket;
            let sent = self.transmit_request(now, &mut waiting.document, Some(ticket), waiting.until, limit);
            if let Err(error) = sent {
                self.requests.finish(ticket, Err(error));
            }
        }
    }

    /// Gives the connection up. What has come is still handed out, and then the client is offline.
    pub(super) fn give_up(&mut self, reason: Reason) {
        self.end.get_or_insert(reason);
        self.outbox.close();
        self.reader.end();
        self.unlink();
    }

    /// Is offline.
    pub(super) fn lose(&mut self, now: Duration, reason: Reason) {
        if let State::Online { since, .. } = self.state {
            self.counters.disconnects.add(1);
            // A connection that lasted shows that the server is well.
            if now.saturating_sub(since) > self.backoff.longest() {
                self.backoff.reset();
            }
        }
        let retry = (self.options.reconnects && !reason.is_permanent()).then(|| self.backoff.pause());
        match retry {
            Some(pause) => tracing::warn!(?pause, "offline: {reason}"),
            None => tracing::warn!("offline, and not again online: {reason}"),
        }
        self.unlink();
        (self.end, self.deaf) = (None, None);
        self.reader = StreamReader::new(self.options.limits);
        self.outbox.clear();
        self.requests.disconnect();
        self.state = match retry {
            Some(pause) => State::Paused { until: now.saturating_add(pause) },
            None => State::Ended(reason.clone()),
        };
        if retry.is_none() {
            self.requests.end();
        }
        self.events.push_back(Event::Offline { reason, retry });
    }

    fn unlink(&mut self) {
        if std::mem::take(&mut self.is_linked) {
            self.orders.push_back(Order::Disconnect);
        }
    }

    /// Sends a document of the client's own, which is always valid.
    pub(super) fn push(&mut self, now: Duration, document: &Document<'_>) {
        let until = now.saturating_add(self.options.send_timeout);
        match self.outbox.push(document, until) {
            Ok(()) => {
                self.counters.documents_sent.add(1);
                tracing::trace!("sent {}", document.summary());
            }
            Err(error) => tracing::error!("not sent: {error}"),
        }
    }

    /// Returns why the caller may not send anything now.
    pub(super) fn may_send(&self) -> Result<(), RequestError> {
        match () {
            () if self.ended().is_some() => Err(RequestError::Ended),
            () if !self.is_online() || self.deaf.is_some() => Err(RequestError::Offline),
            () if !self.has_room() => Err(RequestError::Backlog),
            () => Ok(()),
        }
    }

    /// Sends a document of the caller.
    pub(super) fn transmit(&mut self, now: Duration, document: &mut Document<'static>) -> Result<(), RequestError> {
        let _entered = self.span.clone().entered();
        self.may_send()?;
        let wished = document.clone();
        if let Some(session) = self.session() {
            let version = session.version.clone();
            let session = session.clone();
            wishes::fill(document, &session);
            document.version = Some(version);
        }
        let until = now.saturating_add(self.options.send_timeout);
        self.outbox.push(document, until).map_err(RequestError::Encode)?;
        self.wishes.learn(&wished);
        self.counters.documents_sent.add(1);
        tracing::trace!("sent {}", document.summary());
        Ok(())
    }

    /// Sends a document that is answered. Without a ticket, nobody waits for the answer.
    pub(super) fn transmit_request(
        &mut self,
        now: Duration,
        document: &mut Document<'static>,
        ticket: Option<Ticket>,
        until: Duration,
        limit: Duration,
    ) -> Result<(), RequestError> {
        if let Command::CallAction(request) = &mut document.command
            && request.user.action.id.is_none()
        {
            self.actions += 1;
            request.user.action.id = Some(format!("action-{}", self.actions).into());
        }
        self.transmit(now, document)?;
        if let Some(key) = Key::of(document) {
            self.requests.sent(ticket, key, until, limit);
        }
        self.counters.requests.add(usize::from(ticket.is_some()));
        Ok(())
    }
}

/// Returns whether a command may be an answer to a request.
const fn may_answer(command: CommandType) -> bool {
    use CommandType::{CallActionResponse, InfoResponse, MonitoringUsersResponse, QueueInfoResponse, QueueUpdate};
    matches!(command, CallActionResponse | InfoResponse | MonitoringUsersResponse | QueueInfoResponse | QueueUpdate)
}
