//! Events of a client, and the reasons a connection ends.

use std::fmt;
use std::io;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use broadworks_cap::event::Malformed;
use broadworks_cap::login::{Failure, Session};
use broadworks_cap::message::values::UserLogoutReason;
use broadworks_cap::schema::Value;
use broadworks_cap::{Document, OwnedMessage};

/// Something that happened to a client.
///
/// Events come in the order of the stream: the documents of a connection come after its `Online`, but for early ones that
/// a server sends during a login, and before its `Offline`.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Event {
    /// The client is connected and, if it has a login, logged in. What was known before is replaced by what comes now.
    Online {
        /// The session; `None` without a login, as in CCC2.
        session: Option<Arc<Session>>,
    },
    /// The connection has ended, or could not be made.
    Offline {
        /// The reason.
        reason: Reason,
        /// The pause until the next attempt. `None` means that there is none: it cannot help, or nobody wants it.
        retry: Option<Duration>,
    },
    /// A document of the server. Answers to requests are also among these.
    Document(Received),
    /// Bytes that are no document. The connection continues.
    Malformed(Malformed<Box<[u8]>>),
}

impl Event {
    /// Returns the number of bytes that it was made of.
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::Document(document) => document.message().as_bytes().len(),
            Self::Malformed(malformed) => malformed.bytes.len(),
            _ => 0,
        }
    }
}

/// A document as it was received: its bytes, and the fields in them.
///
/// It is decoded into a [`Document`] when that is asked for first, so who only passes on the
/// [bytes](OwnedMessage::as_bytes) of the [`message`](Self::message) pays for nothing else.
#[derive(Clone)]
pub struct Received {
    message: OwnedMessage,
    document: OnceLock<Box<Document<'static>>>,
}

impl Received {
    /// Creates it from a message.
    #[must_use]
    pub const fn new(message: OwnedMessage) -> Self {
        Self { message, document: OnceLock::new() }
    }

    /// Returns the message: the bytes, and a view of the fields.
    #[must_use]
    pub const fn message(&self) -> &OwnedMessage {
        &self.message
    }

    /// Returns the decoded document.
    #[must_use]
    pub fn into_document(self) -> Document<'static> {
        self.document.into_inner().map_or_else(|| self.message.to_document(), |document| *document)
    }
}

impl Deref for Received {
    type Target = Document<'static>;
    fn deref(&self) -> &Document<'static> {
        self.document.get_or_init(|| Box::new(self.message.to_document()))
    }
}

/// Prints the same as the document, which hides passwords.
impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message.fmt(f)
    }
}

/// The reason a connection ended, or could not be made.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Reason {
    /// No server could be reached, or the stream could not be set up.
    Unreachable(Arc<io::Error>),
    /// The connection was not made in [time](crate::Options::connect_timeout).
    ConnectTimeout,
    /// The login failed.
    Login(Failure),
    /// The login did not end in [time](crate::Options::login_timeout).
    LoginTimeout,
    /// The server has ended the session.
    LoggedOut(Value<'static, UserLogoutReason>),
    /// The server has closed the connection.
    Closed {
        /// `true` between two documents, `false` inside one.
        clean: bool,
    },
    /// The stream reported an error.
    Broken(Arc<io::Error>),
    /// Nothing came for longer than the [limit](crate::Options::idle_limit).
    Silent,
    /// The server did not accept what was sent in [time](crate::Options::send_timeout).
    Stalled,
    /// The client was told to log out.
    LogOut {
        /// `true` if the server closed the connection in answer, so everything that was sent has arrived.
        complete: bool,
    },
}

impl Reason {
    /// Returns whether another attempt cannot help, until somebody changes something; see
    /// [`Failure::is_permanent`] and [`UserLogoutReason::may_reconnect`].
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        match self {
            Self::Login(failure) => failure.is_permanent(),
            Self::LoggedOut(reason) => !reason.may_reconnect(),
            Self::LogOut { .. } => true,
            // The name of the server is none.
            Self::Unreachable(error) => error.kind() == io::ErrorKind::InvalidInput,
            _ => false,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable(error) => write!(f, "no connection: {error}"),
            Self::ConnectTimeout => f.write_str("no connection in time"),
            Self::Login(failure) => failure.fmt(f),
            Self::LoginTimeout => f.write_str("the server did not go on with the login in time"),
            Self::LoggedOut(reason) => write!(f, "logged out by the server: {}", reason.to_text().escape_debug()),
            Self::Closed { clean: true } => f.write_str("the server has closed the connection"),
            Self::Closed { clean: false } => f.write_str("the server has closed the connection inside a document"),
            Self::Broken(error) => write!(f, "the connection broke: {error}"),
            Self::Silent => f.write_str("the server is silent"),
            Self::Stalled => f.write_str("the server takes nothing more"),
            Self::LogOut { complete: true } => f.write_str("logged out"),
            Self::LogOut { complete: false } => f.write_str("logged out, without an answer of the server"),
        }
    }
}

impl std::error::Error for Reason {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unreachable(error) | Self::Broken(error) => Some(error),
            Self::Login(failure) => Some(failure),
            _ => None,
        }
    }
}
