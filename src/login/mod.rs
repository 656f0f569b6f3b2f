//! Logging in to CAP-C: the digest, and both sides of the registration without I/O.
//!
//! [`Login`] is the client's side and [`Registrar`] the server's. Both take documents and answer
//! with an [`Reply`]: what to send, and how the login stands. Neither opens a socket, asks a clock
//! or rolls dice, so they can be driven by blocking code, by async code, or by each other:
//!
//! ```
//! use broadworks_cap::login::{Account, Claim, Login, Outcome, Password, Registrar};
//! use broadworks_cap::message::values::FailureCause;
//!
//! let mut login = Login::call_client("alice@example.com", "demo").password(Password::new("open sesame"));
//! let mut registrar = Registrar::new("1700000000123", "1007");
//! let mut users = |applicant: &Claim<'_>| match &*applicant.id.to_cow() {
//!     "alice@example.com" => Ok(Account::new(Password::new("open sesame"))),
//!     _ => Err(FailureCause::UnknownId),
//! };
//!
//! let challenge = registrar.receive(&login.start(), &mut users); // registerAuthentication
//! let request = login.receive(&challenge.send.unwrap()); // responseAuthentication
//! let response = registrar.receive(&request.send.unwrap(), &mut users); // registerRequest
//! let answer = login.receive(&response.send.unwrap()); // registerResponse
//! let Outcome::LoggedIn(session) = answer.outcome else { panic!("the password is right") };
//! assert_eq!(session.user_uid, Some("1007".into()));
//! let done = registrar.receive(&answer.send.unwrap(), &mut users); // acknowledgement
//! assert!(matches!(done.outcome, Outcome::LoggedIn(_)));
//! ```
//!
//! Documents that are no part of a login (a keepalive, a late update) are answered with
//! [`Outcome::Ignored`] and stay the caller's: they were only borrowed.
//!
//! CCC2 has no login (section 7 of the specification has all of this for CAP-C alone).

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

/// What a document led to.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// Goes to the peer, whatever the outcome.
    pub send: Option<Document<'static>>,
    /// How the login stands now.
    pub outcome: Outcome,
}

/// How a login stands.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
#[allow(clippy::large_enum_variant, reason = "one of them lives at a time, and not for long")]
pub enum Outcome {
    /// The document was part of the login; the next one is awaited.
    Waiting,
    /// The login is complete.
    LoggedIn(Session),
    /// The login is over.
    Failed(Failure),
    /// The document is no part of this login, which stands where it stood. Treat the document as
    /// if there were none.
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
