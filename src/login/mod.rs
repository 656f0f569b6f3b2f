//! CAP-C login: the digest, and both sides of the registration as state machines without I/O.
//!
//! [`Login`] is the client side and [`Registrar`] the server side. Both take a document and return
//! a [`Reply`]: the document to send, and the state of the login. Neither uses sockets, clocks or
//! random numbers, so blocking code, async code or the other side can drive them:
//!
//! ```
//! use broadworks_cap::login::{Account, Claim, Login, Outcome, Password, Registrar};
//! use broadworks_cap::message::values::FailureCause;
//!
//! let mut login = Login::call_client("alice@example.com", "demo").password(Password::new("open sesame"));
//! let mut registrar = Registrar::new("1700000000123", "1007");
//! let mut users = |claim: &Claim<'_>| match &*claim.id {
//!     "alice@example.com" => Ok(Account::new(Password::new("open sesame"))),
//!     _ => Err(FailureCause::UnknownId),
//! };
//!
//! let challenge = registrar.receive(&login.start(), &mut users); // registerAuthentication
//! let request = login.receive(&challenge.send.unwrap()); // responseAuthentication
//! let response = registrar.receive(&request.send.unwrap(), &mut users); // registerRequest
//! let reply = login.receive(&response.send.unwrap()); // registerResponse
//! let Outcome::LoggedIn(session) = reply.outcome else { panic!("the password is right") };
//! assert_eq!(session.user_uid, Some("1007".into()));
//! let done = registrar.receive(&reply.send.unwrap(), &mut users); // acknowledgement
//! assert!(matches!(done.outcome, Outcome::LoggedIn(_)));
//! ```
//!
//! Documents that are not part of the login (a keepalive, a late update) give
//! [`Outcome::Ignored`]. They are only borrowed, so the caller can still process them.
//!
//! CCC2 has no login (section 7 of the specification lists these messages for CAP-C only).

mod claim;
mod client;
mod digest;
mod failure;
mod registrar;
mod session;

pub use claim::Claim;
pub use client::Login;
pub use digest::{Password, SecurePassword, secure_password};
pub use failure::Failure;
pub use registrar::{Account, Directory, Registrar};
pub use session::{Console, Session};

use crate::message::Document;

/// The result of processing one document.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// The document to send to the peer, whatever the outcome.
    pub send: Option<Document<'static>>,
    /// The state of the login after the document.
    pub outcome: Outcome,
}

/// The state of a login.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
#[allow(clippy::large_enum_variant, reason = "one of them lives at a time, and not for long")]
pub enum Outcome {
    /// The document was part of the login, and the login now waits for the next one.
    Waiting,
    /// The login is complete.
    LoggedIn(Session),
    /// The login failed.
    Failed(Failure),
    /// The document is not part of this login, and the login has not changed. Process the document
    /// as if no login were in progress.
    Ignored,
}

impl Reply {
    fn send(document: Document<'static>, outcome: Outcome) -> Self {
        Self { send: Some(document), outcome }
    }

    const fn silent(outcome: Outcome) -> Self {
        Self { send: None, outcome }
    }
}
