//! The client's side of a registration.

use super::claim::{Claim, is_for, user};
use super::digest::{Password, secure_password};
use super::failure::Failure;
use super::session::{Console, Session};
use super::{Outcome, Reply};
use crate::message::acknowledgement::{self, Acknowledgement};
use crate::message::register_authentication::{self, RegisterAuthentication};
use crate::message::register_request::{self, RegisterRequest};
use crate::message::register_response::RegisterResponse;
use crate::message::response_authentication::ResponseAuthentication;
use crate::message::un_register::UnRegister;
use crate::message::values::{Algorithm, CapVersion, MessageName, UserType};
use crate::message::{Command, Document, RegisterResponseFormat};
use crate::schema::Value;
use crate::xml::Text;

/// Logs a client in (sections 6.2 to 6.6).
///
/// Send what [`start`](Self::start) gives, hand every document that comes to
/// [`receive`](Self::receive), and send what its answer holds, until the outcome is
/// [`Outcome::LoggedIn`] or [`Outcome::Failed`]. One login serves one application; a connection may
/// carry several, each with its own `Login`, which tell their documents apart by user, type and
/// application.
///
/// The specification sets no times, so waiting is the caller's business. A login that is over, or
/// waited too long, can be started again.
#[derive(Debug, Clone)]
pub struct Login {
    applicant: Claim<'static>,
    password: Option<Password>,
    version: Value<'static, CapVersion>,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    Idle,
    /// Waits for the nonce.
    Authentication,
    /// Waits for the verdict. A second nonce is not answered: digests are made once per start.
    Registration,
}

impl Login {
    /// Will log in a client of any kind. The application id keeps several clients of one user and
    /// type apart; it is free text.
    #[must_use]
    pub fn new(user_type: UserType, id: impl Into<Text<'static>>, application_id: impl Into<Text<'static>>) -> Self {
        let (id, application_id) = (id.into(), application_id.into());
        Self {
            applicant: Claim { user_type: user_type.into(), id, application_id, supervisor_id: None },
            password: None,
            version: CapVersion::V17_0.into(),
            state: State::Idle,
        }
    }

    /// Will log in a client that controls the calls of a user, or shows a call center's queue.
    #[must_use]
    pub fn call_client(id: impl Into<Text<'static>>, application_id: impl Into<Text<'static>>) -> Self {
        Self::new(UserType::CallClient, id, application_id)
    }

    /// Will log in a console that watches other users.
    #[must_use]
    pub fn attendant_console(id: impl Into<Text<'static>>, application_id: impl Into<Text<'static>>) -> Self {
        Self::new(UserType::AttendantConsole, id, application_id)
    }

    /// The password. Without one the request carries no digest (E113).
    #[must_use]
    pub fn password(mut self, password: Password) -> Self {
        self.password = Some(password);
        self
    }

    /// The supervisor who logs in as the call center that `id` names (since 17.0).
    #[must_use]
    pub fn supervisor(mut self, id: impl Into<Text<'static>>) -> Self {
        self.applicant.supervisor_id = Some(id.into());
        self
    }

    /// The version to speak; 17.0 if not set. A server that does not support it refuses with
    /// `UnsupportedVersion`. The versions of its own documents do not matter.
    #[must_use]
    pub fn version(mut self, version: impl Into<Value<'static, CapVersion>>) -> Self {
        self.version = version.into();
        self
    }

    /// Who logs in.
    #[must_use]
    pub const fn applicant(&self) -> &Claim<'static> {
        &self.applicant
    }

    /// Whether the login was started and is not over.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.state != State::Idle
    }

    /// Begins, or begins anew: `registerAuthentication`, the first message of a login.
    pub fn start(&mut self) -> Document<'static> {
        self.state = State::Authentication;
        let user = user!(register_authentication, self.applicant);
        self.document(RegisterAuthentication { user, ..Default::default() })
    }

    /// Takes the next document from the server.
    ///
    /// `responseAuthentication` is answered with `registerRequest`, a good `registerResponse` with
    /// `acknowledgement`. Anything that is not for this login or not due is
    /// [`Outcome::Ignored`].
    pub fn receive(&mut self, document: &Document<'_>) -> Reply {
        match &document.command {
            _ if self.state == State::Idle => Reply::silent(Outcome::Ignored),
            Command::ResponseAuthentication(response) if is_for!(self.applicant, response.user) => {
                self.authentication(response)
            }
            Command::RegisterResponse(response) if is_for!(self.applicant, response.user) => {
                self.registration(response)
            }
            Command::UnRegister(ending) => self.ending(ending),
            _ => Reply::silent(Outcome::Ignored),
        }
    }

    fn authentication(&mut self, response: &ResponseAuthentication<'_>) -> Reply {
        if let Some(failure) = &response.user.failure {
            let cause = failure.failure_cause.clone().unwrap_or_default();
            return self.fail(Failure::Malformed(cause.into_owned()));
        }
        if self.state != State::Authentication {
            return Reply::silent(Outcome::Ignored);
        }
        let mut secure = None;
        if let Some(password) = &self.password {
            let algorithm = response.algorithm.as_ref().map(Text::to_cow).unwrap_or_default();
            if !algorithm.eq_ignore_ascii_case(Algorithm::Md5.as_str()) {
                return self.fail(Failure::UnsupportedAlgorithm(Text::from(algorithm.into_owned())));
            }
            let nonce = response.nonce.as_ref().map(Text::to_cow).unwrap_or_default();
            if nonce.is_empty() {
                return self.fail(Failure::NoNonce);
            }
            secure = Some(secure_password(&nonce, password).to_secret());
        }
        self.state = State::Registration;
        let user = user!(register_request, self.applicant, secure_password: secure);
        Reply::send(self.document(RegisterRequest { user, ..Default::default() }), Outcome::Waiting)
    }

    fn registration(&mut self, response: &RegisterResponse<'_>) -> Reply {
        let user = &response.user;
        // A refusal may come before the digest was sent; a success may not.
        if let Some(failure) = &user.failure {
            let cause = failure.failure_cause.clone().unwrap_or_default();
            return self.fail(Failure::Malformed(cause.into_owned()));
        }
        if self.state != State::Registration {
            return Reply::silent(Outcome::Ignored);
        }
        self.state = State::Idle;
        let console = (response.format() == RegisterResponseFormat::AttendantConsole).then(|| Console {
            num_monitored_users: user.num_monitored_users.as_ref().and_then(Value::lenient),
            call_details_enabled: user.call_details_enabled.as_ref().and_then(Value::known),
        });
        let session = Session {
            applicant: self.applicant.clone(),
            user_uid: user.user_uid.clone().map(Text::into_owned),
            version: self.version.clone(),
            console,
        };
        let user = user!(acknowledgement, self.applicant, user_uid: session.user_uid.clone(),
        message: Some(acknowledgement::Message {
            message_name: Some(MessageName::RegisterResponse.into()),
            ..Default::default()
        }));
        Reply::send(self.document(Acknowledgement { user, ..Default::default() }), Outcome::LoggedIn(session))
    }

    /// With a session id it ends another session of the same user: this one has none yet.
    fn ending(&mut self, ending: &UnRegister<'_>) -> Reply {
        let user = &ending.user;
        if user.user_uid.is_some() || user.id.is_none() || !is_for!(self.applicant, user) {
            return Reply::silent(Outcome::Ignored);
        }
        let reason = user.user_logout_reason.clone().unwrap_or_default();
        self.fail(Failure::LoggedOut(reason.into_owned()))
    }

    fn fail(&mut self, failure: Failure) -> Reply {
        self.state = State::Idle;
        Reply::silent(Outcome::Failed(failure))
    }

    fn document(&self, command: impl Into<Command<'static>>) -> Document<'static> {
        let mut document = Document::new(command);
        document.version = Some(self.version.clone());
        document
    }
}
