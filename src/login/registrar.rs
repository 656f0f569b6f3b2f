//! The server's side of a registration.

use smallvec::SmallVec;

use super::claim::{Claim, applicant, is_for, user};
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

/// What the server knows of a user.
#[derive(Debug, Clone)]
pub struct Account {
    /// The password that must be known; without one nobody is asked for a digest.
    pub password: Option<Password>,
    /// Why the user may not log in even with the right password: one of the `Unauthorized` causes,
    /// for instance. Nobody without the password learns it.
    pub refusal: Option<FailureCause>,
    /// For a console: how many users it watches.
    pub num_monitored_users: u32,
    /// For a console: whether calls of watched users are reported.
    pub call_details_enabled: bool,
}

impl Account {
    /// An account that lets in whoever knows the password.
    #[must_use]
    pub fn new(password: Password) -> Self {
        Self { password: Some(password), ..Self::open() }
    }

    /// An account that lets in whoever names it (E113).
    #[must_use]
    pub const fn open() -> Self {
        Self { password: None, refusal: None, num_monitored_users: 0, call_details_enabled: false }
    }
}

/// Where the server looks users up. Every closure of this shape is one.
pub trait Directory {
    /// What is known of the applicant.
    ///
    /// It is asked once for each of the two messages of a login.
    ///
    /// # Errors
    /// Why it cannot log in: [`FailureCause::UnknownId`] if there is no such user.
    fn find(&mut self, applicant: &Claim<'_>) -> Result<Account, FailureCause>;
}

impl<F: FnMut(&Claim<'_>) -> Result<Account, FailureCause>> Directory for F {
    fn find(&mut self, applicant: &Claim<'_>) -> Result<Account, FailureCause> {
        self(applicant)
    }
}

/// Serves one login of one client (sections 6.2 to 6.6).
///
/// Hand it the client's documents and send what its answers hold. Its nonce is good for one digest,
/// right or wrong; after that it ignores everything, and the next try needs a registrar with
/// another nonce. So nothing overheard can be sent again, and every guess costs a round trip.
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
    /// The nonce is not used up; whom it was given to, if to anybody.
    Fresh(Option<Claim<'static>>),
    /// Waits for the acknowledgement.
    Registered(Session),
    Over,
}

impl Registrar {
    /// A registrar with a nonce that was never used before and cannot be guessed, and the session
    /// id to hand out. It supports every version.
    #[must_use]
    pub fn new(nonce: impl Into<Text<'static>>, user_uid: impl Into<Text<'static>>) -> Self {
        Self {
            nonce: nonce.into(),
            user_uid: user_uid.into(),
            versions: CapVersion::ALL.iter().copied().collect(),
            state: State::Fresh(None),
        }
    }

    /// The versions to support, the preferred one last. Other ones, and documents without a
    /// version, are refused with `UnsupportedVersion` when they ask to be registered.
    #[must_use]
    pub fn versions(mut self, versions: impl IntoIterator<Item = CapVersion>) -> Self {
        self.versions = versions.into_iter().collect();
        self
    }

    /// Whether the login is over and the nonce used up.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        matches!(self.state, State::Over)
    }

    /// Takes the next document from the client.
    ///
    /// `registerAuthentication` is answered with `responseAuthentication`, `registerRequest` with
    /// `registerResponse`; the login is complete with the `acknowledgement`, and nothing but
    /// these answers should be sent to the client before. Anything else is [`Outcome::Ignored`].
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
            (Command::UnRegister(ending), State::Fresh(Some(applicant))) if of(&applicant, None, ending) => {
                logged_out(ending)
            }
            (Command::UnRegister(ending), State::Registered(session))
                if of(&session.applicant, session.user_uid.as_ref(), ending) =>
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
        let applicant = applicant!(request.user);
        // The other causes belong to the answer to the digest.
        let early = directory.find(&applicant).err().filter(|cause| {
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
            response.user = user!(response_authentication, applicant, failure: Some(failure));
            self.state = State::Fresh(None);
            return Reply::send(self.document(response, version), refused(cause));
        }
        response.user = user!(response_authentication, applicant);
        response.nonce = Some(self.nonce.clone());
        response.algorithm = Some(Text::from(Algorithm::Md5.as_str()));
        self.state = State::Fresh(Some(applicant));
        Reply::send(self.document(response, version), Outcome::Waiting)
    }

    fn registration(
        &mut self,
        request: &RegisterRequest<'_>,
        version: Option<&Value<'_, CapVersion>>,
        challenged: Option<Claim<'static>>,
        directory: &mut impl Directory,
    ) -> Reply {
        let applicant = applicant!(request.user);
        let mut response = RegisterResponse::default();
        let (applicant, account) = match self.verdict(request, version, challenged.as_ref(), directory) {
            Ok(verdict) => verdict,
            Err(cause) => {
                let failure = register_response::Failure { failure_cause: Some(cause.into()), ..Default::default() };
                response.user = user!(register_response, applicant, failure: Some(failure));
                if challenged.is_none() {
                    // Nobody was given the nonce, so nothing was learned about it.
                    self.state = State::Fresh(None);
                }
                return Reply::send(self.document(response, version), refused(cause));
            }
        };
        response.user = user!(register_response, applicant, user_uid: Some(self.user_uid.clone()));
        let console = (applicant.user_type == UserType::AttendantConsole).then(|| Console {
            num_monitored_users: Some(account.num_monitored_users.into()),
            call_details_enabled: Some(account.call_details_enabled),
        });
        if console.is_some() {
            response.user.num_monitored_users = Some(i64::from(account.num_monitored_users).into());
            response.user.call_details_enabled = Some(account.call_details_enabled.into());
        }
        let answer = Reply::send(self.document(response, version), Outcome::Waiting);
        self.state = State::Registered(Session {
            applicant,
            user_uid: Some(self.user_uid.clone()),
            version: version.cloned().unwrap_or_default().into_owned(),
            console,
        });
        answer
    }

    /// Who logs in and the account, if that may be.
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
        // No digest over a nonce that was not given to this very applicant can be right.
        let same = |challenged: &&Claim<'_>| {
            is_for!(challenged, request.user)
                && request.user.supervisor_id.as_ref().is_none_or(|id| Some(id) == challenged.supervisor_id.as_ref())
        };
        let applicant = challenged.filter(same).ok_or(FailureCause::IncorrectPassword)?;
        let account = directory.find(applicant)?;
        if let Some(password) = &account.password {
            let expected = secure_password(&self.nonce.to_cow(), password);
            if !request.user.secure_password.as_ref().is_some_and(|sent| expected.matches(sent)) {
                return Err(FailureCause::IncorrectPassword);
            }
        }
        match account.refusal {
            Some(cause) => Err(cause),
            None => Ok((applicant.clone(), account)),
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

    /// A document in the client's version, if this server speaks it.
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

/// Whether the client means this registration.
fn of(applicant: &Claim<'_>, user_uid: Option<&Text<'_>>, ending: &UnRegister<'_>) -> bool {
    match &ending.user.user_uid {
        Some(uid) => user_uid == Some(uid),
        None => is_for!(applicant, ending.user),
    }
}

fn logged_out(ending: &UnRegister<'_>) -> Reply {
    let reason = ending.user.user_logout_reason.clone().unwrap_or_default();
    Reply::silent(Outcome::Failed(Failure::LoggedOut(reason.into_owned())))
}

fn refused(cause: FailureCause) -> Outcome {
    Outcome::Failed(Failure::Malformed(cause.into()))
}
