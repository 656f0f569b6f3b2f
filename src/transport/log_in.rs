//! Login over a connection, for both sides.

use core::fmt;
use std::io::{self, Read, Write};

use super::connection::Connection;
use super::outbox::SendError;
use crate::event::Event;
use crate::login::{Directory, Failure, Login, Outcome, Registrar, Reply, Session};
use crate::message::Document;
use crate::message::values::FailureCause;

/// The reason a login over a connection failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum LoginError {
    /// The login itself failed.
    Failed(Failure),
    /// The peer sent nothing within the read timeout of the stream. To continue waiting, call the
    /// method again with the same [`Login`] or [`Registrar`].
    Timeout,
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
            LoginError::Send(_) | LoginError::Timeout | LoginError::Closed | LoginError::Io(_) => false,
        }
    }
}

impl fmt::Display for LoginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LoginError::Failed(failure) => failure.fmt(f),
            LoginError::Timeout => f.write_str("the peer did not go on with the login in time"),
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
            LoginError::Timeout | LoginError::Closed => None,
        }
    }
}

impl<S: Read + Write> Connection<S> {
    /// Logs in: starts the login unless it is in progress, and runs it to its end.
    ///
    /// Documents that are not part of the login, and malformed bytes, are passed to `other` in
    /// order, so nothing is lost.
    ///
    /// # Errors
    /// See [`LoginError`].
    pub fn log_in(
        &mut self,
        login: &mut Login,
        other: impl FnMut(Event<Document<'_>, &[u8]>),
    ) -> Result<Session, LoginError> {
        if !login.is_waiting() {
            taken(self.send(&login.start()))?;
        }
        self.converse(|document| login.receive(document), other)
    }

    /// Serves the login of a client, up to its acknowledgement.
    ///
    /// Documents that are not part of the login, and malformed bytes, are passed to `other` in
    /// order. When the login fails, the client has been told the reason; the caller decides
    /// whether it may try again, with a new registrar.
    ///
    /// # Errors
    /// See [`LoginError`].
    pub fn serve_login(
        &mut self,
        registrar: &mut Registrar,
        directory: &mut impl Directory,
        other: impl FnMut(Event<Document<'_>, &[u8]>),
    ) -> Result<Session, LoginError> {
        self.converse(|document| registrar.receive(document, directory), other)
    }

    fn converse(
        &mut self,
        mut receive: impl FnMut(&Document<'_>) -> Reply,
        mut other: impl FnMut(Event<Document<'_>, &[u8]>),
    ) -> Result<Session, LoginError> {
        loop {
            taken(self.flush())?;
            let answer = match self.receive().map_err(LoginError::Io)? {
                Event::Document(document) => {
                    let answer = receive(&document);
                    if answer.outcome == Outcome::Ignored {
                        other(Event::Document(document));
                    }
                    answer
                }
                Event::Pending => return Err(LoginError::Timeout),
                Event::Closed { .. } => return Err(LoginError::Closed),
                refused @ Event::Malformed(_) => {
                    other(refused);
                    continue;
                }
            };
            if let Some(document) = &answer.send {
                taken(self.send(document))?;
            }
            match answer.outcome {
                Outcome::LoggedIn(session) => return Ok(session),
                Outcome::Failed(failure) => return Err(LoginError::Failed(failure)),
                Outcome::Waiting | Outcome::Ignored => {}
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
