//! Login over a connection, for both sides.

use core::fmt;
use core::ops::ControlFlow;
use core::time::Duration;
use std::io::{self, Read, Write};
use std::time::Instant;

use super::connection::Connection;
use super::outbox::SendError;
use crate::event::Event;
use crate::login::{Directory, Failure, Login, Outcome, Registrar, Reply, Session};
use crate::message::values::FailureCause;
use crate::message::{Document, StreamReader};

/// The reason a login over a connection failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum LoginError {
    /// The login itself failed.
    Failed(Failure),
    /// The login did not end within the [login timeout](Connection::set_login_timeout), or nothing came within a
    /// timeout of the stream itself. To continue waiting, call the method again with the same [`Login`] or
    /// [`Registrar`].
    Timeout,
    /// The callback has stopped the login. It can be continued like after a timeout.
    Stopped,
    /// The peer has closed the stream.
    Closed,
    /// A document could not be sent.
    Send(SendError),
    /// The stream reported an error while reading.
    Io(io::Error),
}

impl LoginError {
    /// Returns the cause that the server gave, if it refused the login for a documented one.
    #[must_use]
    pub fn cause(&self) -> Option<FailureCause> {
        match self {
            LoginError::Failed(failure) => failure.cause(),
            _ => None,
        }
    }

    /// Returns whether the same login will fail again until somebody changes something; see
    /// [`Failure::is_permanent`]. Errors of the stream are not permanent.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        match self {
            LoginError::Failed(failure) => failure.is_permanent(),
            LoginError::Send(SendError::Encode(_)) => true,
            LoginError::Send(_)
            | LoginError::Timeout
            | LoginError::Stopped
            | LoginError::Closed
            | LoginError::Io(_) => false,
        }
    }
}

impl fmt::Display for LoginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LoginError::Failed(failure) => failure.fmt(f),
            LoginError::Timeout => f.write_str("the peer did not go on with the login in time"),
            LoginError::Stopped => f.write_str("the login was stopped"),
            LoginError::Closed => f.write_str("the connection ended during the login"),
            LoginError::Send(error) => error.fmt(f),
            LoginError::Io(error) => write!(f, "the stream failed: {error}"),
        }
    }
}

impl core::error::Error for LoginError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            LoginError::Failed(failure) => Some(failure),
            LoginError::Send(error) => Some(error),
            LoginError::Io(error) => Some(error),
            LoginError::Timeout | LoginError::Stopped | LoginError::Closed => None,
        }
    }
}

impl<S> Connection<S> {
    /// Sets how long a login may take, in total; the default is [`LOGIN_TIMEOUT`](super::LOGIN_TIMEOUT), and `None` waits forever. The
    /// receive timeout and the send timeout do not apply during a login.
    pub const fn set_login_timeout(&mut self, timeout: Option<Duration>) {
        self.login_timeout = timeout;
    }
}

impl<S: Read + Write> Connection<S> {
    /// Logs in: starts the login unless it is in progress, and runs it to its end.
    ///
    /// Documents that are not part of the login, and malformed bytes, are passed to `other` in
    /// order, so nothing is lost. It stops the login with [`ControlFlow::Break`].
    ///
    /// # Errors
    /// See [`LoginError`]. It is [`LoginError::Timeout`] after [`LOGIN_TIMEOUT`](super::LOGIN_TIMEOUT), unless
    /// [another time](Self::set_login_timeout) is set, whatever the peer sends.
    pub fn log_in(
        &mut self,
        login: &mut Login,
        other: impl FnMut(Event<Document<'_>, &[u8]>) -> ControlFlow<()>,
    ) -> Result<Session, LoginError> {
        let deadline = self.peer.deadline(self.login_timeout);
        if !login.is_waiting() {
            taken(self.outbox.send_until(&mut self.peer, &login.start(), deadline))?;
        }
        self.converse(deadline, |document| login.receive(document), other)
    }

    /// Serves the login of a client, up to its acknowledgement.
    ///
    /// Documents that are not part of the login, and malformed bytes, are passed to `other` in
    /// order. It stops the login with [`ControlFlow::Break`]. When the login fails, the client has been
    /// told the reason; the caller decides whether it may try again, with a new registrar.
    ///
    /// # Errors
    /// Same as [`log_in`](Self::log_in).
    pub fn serve_login(
        &mut self,
        registrar: &mut Registrar,
        directory: &mut impl Directory,
        other: impl FnMut(Event<Document<'_>, &[u8]>) -> ControlFlow<()>,
    ) -> Result<Session, LoginError> {
        let deadline = self.peer.deadline(self.login_timeout);
        self.converse(deadline, |document| registrar.receive(document, directory), other)
    }

    fn converse(
        &mut self,
        deadline: Option<Instant>,
        mut receive: impl FnMut(&Document<'_>) -> Reply,
        mut other: impl FnMut(Event<Document<'_>, &[u8]>) -> ControlFlow<()>,
    ) -> Result<Session, LoginError> {
        let Self { peer, inbox, outbox, .. } = self;
        loop {
            taken(outbox.flush_until(peer, deadline))?;
            // A peer that sends one foreign document after the other never lets the receive below wait.
            if peer.has_passed(deadline) {
                return Err(LoginError::Timeout);
            }
            let found = inbox.find_until(peer, StreamReader::find, |_| deadline).map_err(LoginError::Io)?;
            let event = inbox.reader.event(found);
            let reply = match &event {
                Event::Document(document) => receive(document),
                Event::Malformed(_) => Reply { send: None, outcome: Outcome::Ignored },
                Event::Pending => return Err(LoginError::Timeout),
                Event::Closed { .. } => return Err(LoginError::Closed),
            };
            if let Some(document) = &reply.send {
                taken(outbox.send_until(peer, document, deadline))?;
            }
            match reply.outcome {
                Outcome::LoggedIn(session) => return Ok(session),
                Outcome::Failed(failure) => return Err(LoginError::Failed(failure)),
                Outcome::Ignored => {
                    if other(event).is_break() {
                        return Err(LoginError::Stopped);
                    }
                }
                Outcome::Waiting => {}
            }
        }
    }
}

/// Ignores a send timeout: the bytes stay queued in the connection and are sent by the next flush,
/// so a slow peer does not end the login.
fn taken(sent: Result<(), SendError>) -> Result<(), LoginError> {
    match sent {
        Err(SendError::Timeout) => Ok(()),
        sent => sent.map_err(LoginError::Send),
    }
}
