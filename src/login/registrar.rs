//! Server side of the registration.

use alloc::string::String;

use smallvec::SmallVec;

use super::claim::{Claim, claim, is_for, user};
use super::digest::{Password, secure_password};
use super::failure::Failure;
use super::session::{Console, Session};
use super::{Outcome, Reply};
use crate::message::acknowledgement::Acknowledgement;
use crate::message::register_authentication::RegisterAuthentication;
use crate::message::register_request::RegisterRequest;
use crate::message::register_response::{self, RegisterResponse};
use crate::message::response_authentication::{self, ResponseAuthentication};
use crate::message::un_register::UnRegister;
use crate::message::values::{Algorithm, CapVersion, FailureCause, MessageName, UserType};
use crate::message::{Command, Document};
use crate::schema::Value;
use crate::xml::Text;

/// The account of a user, as the server knows it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Account {
    /// The password. If it is `None`, no digest is checked, and a `registerRequest` may be the first message.
    pub password: Option<Password>,
    /// A reason to refuse the login even if the password is right, for instance one of the
    /// `Unauthorized` causes. It is sent only to clients that know the password.
    pub refusal: Option<FailureCause>,
    /// Number of users that the console watches (attendant consoles only).
    pub num_monitored_users: u32,
    /// `true` if the calls of watched users are reported (attendant consoles only).
    pub call_details_enabled: bool,
}

impl Account {
    /// Creates an account that is protected by a password.
    #[must_use]
    pub fn new(password: Password) -> Self {
        Self { password: Some(password), ..Self::open() }
    }

    /// Creates an account that needs no password: its client may leave out `registerAuthentication` and begin with
    /// `registerRequest`, the registration that the specification calls non-secured (E113).
    #[must_use]
    pub const fn open() -> Self {
        Self { password: None, refusal: None, num_monitored_users: 0, call_details_enabled: false }
    }

    /// Sets the reason to refuse the login.
    #[must_use]
    pub const fn refused(mut self, cause: FailureCause) -> Self {
        self.refusal = Some(cause);
        self
    }

    /// Sets what an attendant console is told: the number of users it watches, and whether their calls are reported.
    #[must_use]
    pub const fn watching(mut self, users: u32, call_details: bool) -> Self {
        (self.num_monitored_users, self.call_details_enabled) = (users, call_details);
        self
    }
}

/// A directory of users. It is implemented for closures with the signature of
/// [`find`](Self::find).
pub trait Directory {
    /// Looks up the account that a client claims.
    ///
    /// It is called once for each message of a login, `registerAuthentication` and `registerRequest`.
    ///
    /// # Errors
    /// The reason the client cannot log in: [`FailureCause::UnknownId`] if there is no such user.
    fn find(&mut self, claim: &Claim<'_>) -> Result<Account, FailureCause>;
}

impl<F: FnMut(&Claim<'_>) -> Result<Account, FailureCause>> Directory for F {
    fn find(&mut self, claim: &Claim<'_>) -> Result<Account, FailureCause> {
        self(claim)
    }
}

/// Server side of one login of one client (sections 6.2 to 6.6).
///
/// Pass it the client's documents and send the documents in its replies. A nonce is valid for one
/// digest, right or wrong; after that the registrar ignores every document, and the next attempt
/// needs a new registrar with another nonce. So a recorded digest cannot be replayed, and every
/// guess costs a round trip. A `registerRequest` without `registerAuthentication` before it is accepted for an
/// [account without a password](Account::open), and refused with `IncorrectPassword` for any other.
///
/// ```
/// use broadworks_cap::login::{Account, Claim, Login, Outcome, Password, Registrar};
/// use broadworks_cap::message::values::FailureCause;
///
/// let mut directory = |claim: &Claim<'_>| match &*claim.id {
///     "alice@example.com" => Ok(Account::new(Password::new("open sesame"))),
///     _ => Err(FailureCause::UnknownId),
/// };
/// let mut server = Registrar::new("1700000000000", "1007");
/// let mut client = Login::call_client("alice@example.com", "demo").password(Password::new("open sesame"));
///
/// let mut sent = Some(client.start());
/// while let Some(document) = sent {
///     let reply = server.receive(&document, &mut directory);
///     if let Outcome::LoggedIn(session) = reply.outcome {
///         assert_eq!(session.user_uid.as_deref(), Some("1007"));
///     }
///     sent = reply.send.and_then(|document| client.receive(&document).send);
/// }
/// assert!(server.is_over());
/// ```
#[derive(Debug, Clone)]
pub struct Registrar {
    nonce: Text<'static>,
    user_uid: Text<'static>,
    versions: SmallVec<[CapVersion; 12]>,
    state: State,
}

#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant, reason = "there is one per login")]
enum State {
    /// The nonce has not been used. Holds the claim of the client it was sent to, if any.
    Fresh(Option<Claim<'static>>),
    /// Waiting for the acknowledgement.
    Registered(Session),
    Over,
}

impl Registrar {
    /// Creates a registrar that supports every version.
    ///
    /// The nonce must be unpredictable and must never have been used before. `user_uid` is the
    /// session id that the client gets.
    #[must_use]
    pub fn new(nonce: impl Into<String>, user_uid: impl Into<String>) -> Self {
        Self {
            nonce: Text::from(nonce.into()),
            user_uid: Text::from(user_uid.into()),
            versions: CapVersion::ALL.iter().copied().collect(),
            state: State::Fresh(None),
        }
    }

    /// Sets the supported versions, the preferred one last. A `registerRequest` with another
    /// version, or without one, is refused with `UnsupportedVersion`.
    #[must_use]
    pub fn versions(mut self, versions: impl IntoIterator<Item = CapVersion>) -> Self {
        self.versions = versions.into_iter().collect();
        self
    }

    /// Returns `true` if the login is over and the nonce has been used.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        matches!(self.state, State::Over)
    }

    /// Processes the next document from the client.
    ///
    /// The reply to `registerAuthentication` is `responseAuthentication`, the reply to
    /// `registerRequest` is `registerResponse`. The `acknowledgement` completes the login; until
    /// then, send the client nothing but these replies. Any other document gives
    /// [`Outcome::Ignored`].
    pub fn receive(&mut self, document: &Document<'_>, directory: &mut impl Directory) -> Reply {
        let version = document.version.as_ref();
        match (&document.command, core::mem::replace(&mut self.state, State::Over)) {
            (Command::RegisterAuthentication(request), State::Fresh(_)) => {
                self.authentication(request, version, directory)
            }
            (Command::RegisterRequest(request), State::Fresh(challenged)) => {
                self.registration(request, version, challenged, directory)
            }
            (Command::Acknowledgement(acknowledgement), State::Registered(session)) => {
                self.acknowledgement(acknowledgement, session)
            }
            (Command::UnRegister(ending), State::Fresh(Some(claim))) if ends(&claim, None, ending) => {
                logged_out(ending)
            }
            (Command::UnRegister(ending), State::Registered(session))
                if ends(&session.applicant, session.user_uid.as_ref(), ending) =>
            {
                logged_out(ending)
            }
            (_, state) => {
                self.state = state;
                Reply::silent(Outcome::Ignored)
            }
        }
    }

    fn authentication(
        &mut self,
        request: &RegisterAuthentication<'_>,
        version: Option<&Value<'_, CapVersion>>,
        directory: &mut impl Directory,
    ) -> Reply {
        let claim = claim!(request.user);
        // The other causes are reported in the reply to the digest.
        let early = directory.find(&claim).err().filter(|cause| {
            matches!(
                cause,
                FailureCause::UnknownId
                    | FailureCause::NetworkServerConnectivityFailure
                    | FailureCause::WasConnectivityError
                    | FailureCause::WasProcessingError
            )
        });
        let mut response = ResponseAuthentication::default();
        if let Some(cause) = early {
            let failure = response_authentication::Failure { failure_cause: Some(cause.into()), ..Default::default() };
            response.user = user!(response_authentication, claim, failure: Some(failure));
            self.state = State::Fresh(None);
            return Reply::send(self.document(response, version), refused(cause));
        }
        response.user = user!(response_authentication, claim);
        response.nonce = Some(self.nonce.clone());
        response.algorithm = Some(Text::from(Algorithm::Md5.as_str()));
        self.state = State::Fresh(Some(claim));
        Reply::send(self.document(response, version), Outcome::Waiting)
    }

    fn registration(
        &mut self,
        request: &RegisterRequest<'_>,
        version: Option<&Value<'_, CapVersion>>,
        challenged: Option<Claim<'static>>,
        directory: &mut impl Directory,
    ) -> Reply {
        let claim = claim!(request.user);
        let mut response = RegisterResponse::default();
        let (claim, account) = match self.verdict(request, version, challenged.as_ref(), directory) {
            Ok(verdict) => verdict,
            Err(cause) => {
                let failure = register_response::Failure { failure_cause: Some(cause.into()), ..Default::default() };
                response.user = user!(register_response, claim, failure: Some(failure));
                if challenged.is_none() {
                    // The nonce has not been sent to anyone, so it is still fresh.
                    self.state = State::Fresh(None);
                }
                return Reply::send(self.document(response, version), refused(cause));
            }
        };
        response.user = user!(register_response, claim, user_uid: Some(self.user_uid.clone()));
        let console = (claim.user_type == UserType::AttendantConsole).then(|| Console {
            num_monitored_users: Some(account.num_monitored_users.into()),
            call_details_enabled: Some(account.call_details_enabled),
        });
        if console.is_some() {
            response.user.num_monitored_users = Some(i64::from(account.num_monitored_users).into());
            response.user.call_details_enabled = Some(account.call_details_enabled.into());
        }
        let reply = Reply::send(self.document(response, version), Outcome::Waiting);
        self.state = State::Registered(Session {
            applicant: claim,
            user_uid: Some(self.user_uid.clone()),
            version: version.cloned().unwrap_or_default().into_owned(),
            console,
        });
        reply
    }

    /// Checks the request, and returns the claim and the account if the client may log in.
    fn verdict(
        &self,
        request: &RegisterRequest<'_>,
        version: Option<&Value<'_, CapVersion>>,
        challenged: Option<&Claim<'static>>,
        directory: &mut impl Directory,
    ) -> Result<(Claim<'static>, Account), FailureCause> {
        if !version.and_then(Value::known).is_some_and(|version| self.versions.contains(&version)) {
            return Err(FailureCause::UnsupportedVersion);
        }
        let same = |challenged: &&Claim<'_>| {
            is_for!(challenged, request.user)
                && request.user.supervisor_id.as_ref().is_none_or(|id| Some(id) == challenged.supervisor_id.as_ref())
        };
        let challenged = challenged.filter(same);
        let claim = challenged.cloned().unwrap_or_else(|| claim!(request.user));
        let account = directory.find(&claim)?;
        if let Some(password) = &account.password {
            // A digest is valid only if the nonce was sent to the same client. A client that sends none, or
            // that asked for no nonce, has not shown that it knows the password; no other cause says so.
            let expected = secure_password(&self.nonce, password);
            let sent = request.user.secure_password.as_ref().filter(|_| challenged.is_some());
            if !sent.is_some_and(|sent| expected.matches(sent)) {
                return Err(FailureCause::IncorrectPassword);
            }
        }
        match account.refusal {
            Some(cause) => Err(cause),
            None => Ok((claim, account)),
        }
    }

    fn acknowledgement(&mut self, acknowledgement: &Acknowledgement<'_>, session: Session) -> Reply {
        let user = &acknowledgement.user;
        let named = user.message.as_ref().and_then(|message| message.message_name.as_ref());
        let ours = user.user_uid.as_ref().is_none_or(|uid| Some(uid) == session.user_uid.as_ref())
            && is_for!(session.applicant, user)
            && named.is_none_or(|name| *name == MessageName::RegisterResponse);
        if !ours {
            self.state = State::Registered(session);
            return Reply::silent(Outcome::Ignored);
        }
        Reply::silent(match user.failure {
            Some(_) => Outcome::Failed(Failure::NotAcknowledged),
            None => Outcome::LoggedIn(session),
        })
    }

    /// Builds a document in the client's version, or in the preferred one if the client's is not
    /// supported.
    fn document(
        &self,
        command: impl Into<Command<'static>>,
        version: Option<&Value<'_, CapVersion>>,
    ) -> Document<'static> {
        let asked = version.and_then(Value::known).filter(|version| self.versions.contains(version));
        let mut document = Document::new(command);
        if let Some(version) = asked.or(self.versions.last().copied()) {
            document.version = Some(version.into());
        }
        document
    }
}

/// Returns `true` if the `unRegister` ends this registration.
fn ends(claim: &Claim<'_>, user_uid: Option<&Text<'_>>, ending: &UnRegister<'_>) -> bool {
    match &ending.user.user_uid {
        Some(uid) => user_uid == Some(uid),
        None => is_for!(claim, ending.user),
    }
}

fn logged_out(ending: &UnRegister<'_>) -> Reply {
    let reason = ending.user.user_logout_reason.clone().unwrap_or_default();
    Reply::silent(Outcome::Failed(Failure::LoggedOut(reason.into_owned())))
}

fn refused(cause: FailureCause) -> Outcome {
    Outcome::Failed(Failure::Refused(cause.into()))
}
