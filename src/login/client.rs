//! Client side of the registration.

use alloc::string::String;

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

/// Client side of one login (sections 6.2 to 6.6).
///
/// Send the document that [`start`](Self::start) returns, pass every received document to
/// [`receive`](Self::receive), and send the document in its reply, until the outcome is
/// [`Outcome::LoggedIn`] or [`Outcome::Failed`]. One login serves one application. A connection may
/// carry several logins, each with its own `Login`; they tell their documents apart by user, type
/// and application.
///
/// The specification defines no timeouts, so deadlines are up to the caller; `Connection::log_in` of
/// `transport` allows 30 seconds. A login that is over, or that has waited too long, can be started again.
///
/// ```
/// use broadworks_cap::login::{Login, Outcome, Password};
///
/// let mut login = Login::call_client("alice@example.com", "demo").password(Password::new("open sesame"));
/// let request = login.start();
/// assert_eq!(request.command.name(), Some("registerAuthentication"));
/// // A document that does not belong to the login changes nothing.
/// assert!(matches!(login.receive(&request).outcome, Outcome::Ignored));
/// ```
#[derive(Debug, Clone)]
pub struct Login {
    claim: Claim<'static>,
    password: Option<Password>,
    version: Value<'static, CapVersion>,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    Idle,
    /// Waiting for the nonce.
    Authentication,
    /// Waiting for the result. A second nonce is not answered: each start computes one digest.
    Registration,
}

impl Login {
    /// Creates a login for a client of any kind. The application id is free text; it tells apart
    /// several clients of the same user and type.
    #[must_use]
    pub fn new(user_type: UserType, id: impl Into<String>, application_id: impl Into<String>) -> Self {
        let (id, application_id) = (Text::from(id.into()), Text::from(application_id.into()));
        Self {
            claim: Claim { user_type: user_type.into(), id, application_id, supervisor_id: None },
            password: None,
            version: CapVersion::V17_0.into(),
            state: State::Idle,
        }
    }

    /// Creates a login for a client that controls the calls of a user, or shows the queue of a call
    /// center.
    #[must_use]
    pub fn call_client(id: impl Into<String>, application_id: impl Into<String>) -> Self {
        Self::new(UserType::CallClient, id, application_id)
    }

    /// Creates a login for an attendant console, which watches other users.
    #[must_use]
    pub fn attendant_console(id: impl Into<String>, application_id: impl Into<String>) -> Self {
        Self::new(UserType::AttendantConsole, id, application_id)
    }

    /// Sets the password. Without one, the request carries no digest (E113).
    #[must_use]
    pub fn password(mut self, password: Password) -> Self {
        self.password = Some(password);
        self
    }

    /// Sets the supervisor who logs in as the call center that `id` names (since 17.0).
    #[must_use]
    pub fn supervisor(mut self, id: impl Into<String>) -> Self {
        self.claim.supervisor_id = Some(Text::from(id.into()));
        self
    }

    /// Sets the protocol version; the default is 17.0. A server that does not support the version
    /// refuses the login with `UnsupportedVersion`. The version in the server's documents is
    /// ignored.
    #[must_use]
    pub fn version(mut self, version: impl Into<Value<'static, CapVersion>>) -> Self {
        self.version = version.into();
        self
    }

    /// Returns the identity that this login claims.
    #[must_use]
    pub const fn applicant(&self) -> &Claim<'static> {
        &self.claim
    }

    /// Returns `true` if the login was started and is not over.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.state != State::Idle
    }

    /// Starts or restarts the login, and returns its first message, `registerAuthentication`.
    pub fn start(&mut self) -> Document<'static> {
        self.state = State::Authentication;
        let user = user!(register_authentication, self.claim);
        self.document(RegisterAuthentication { user, ..Default::default() })
    }

    /// Processes the next document from the server.
    ///
    /// The reply to `responseAuthentication` is `registerRequest`, the reply to a successful
    /// `registerResponse` is `acknowledgement`. A document that belongs to another login, or that
    /// is not expected now, gives [`Outcome::Ignored`].
    pub fn receive(&mut self, document: &Document<'_>) -> Reply {
        match &document.command {
            _ if self.state == State::Idle => Reply::silent(Outcome::Ignored),
            Command::ResponseAuthentication(response) if is_for!(self.claim, response.user) => {
                self.authentication(response)
            }
            Command::RegisterResponse(response) if is_for!(self.claim, response.user) => self.registration(response),
            Command::UnRegister(ending) => self.ending(ending),
            _ => Reply::silent(Outcome::Ignored),
        }
    }

    fn authentication(&mut self, response: &ResponseAuthentication<'_>) -> Reply {
        if let Some(failure) = &response.user.failure {
            let cause = failure.failure_cause.clone().unwrap_or_default();
            return self.fail(Failure::Refused(cause.into_owned()));
        }
        if self.state != State::Authentication {
            return Reply::silent(Outcome::Ignored);
        }
        let mut secure = None;
        if let Some(password) = &self.password {
            let algorithm = response.algorithm.as_deref().unwrap_or_default();
            if !algorithm.eq_ignore_ascii_case(Algorithm::Md5.as_str()) {
                return self.fail(Failure::UnsupportedAlgorithm(Text::from(algorithm).into_owned()));
            }
            let nonce = response.nonce.as_deref().unwrap_or_default();
            if nonce.is_empty() {
                return self.fail(Failure::NoNonce);
            }
            secure = Some(secure_password(nonce, password).to_secret());
        }
        self.state = State::Registration;
        let user = user!(register_request, self.claim, secure_password: secure);
        Reply::send(self.document(RegisterRequest { user, ..Default::default() }), Outcome::Waiting)
    }

    fn registration(&mut self, response: &RegisterResponse<'_>) -> Reply {
        let user = &response.user;
        // A failure is accepted even before the digest was sent; a success is not.
        if let Some(failure) = &user.failure {
            let cause = failure.failure_cause.clone().unwrap_or_default();
            return self.fail(Failure::Refused(cause.into_owned()));
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
            applicant: self.claim.clone(),
            user_uid: user.user_uid.clone().map(Text::into_owned),
            version: self.version.clone(),
            console,
        };
        let user = user!(acknowledgement, self.claim, user_uid: session.user_uid.clone(),
        message: Some(acknowledgement::Message {
            message_name: Some(MessageName::RegisterResponse.into()),
            ..Default::default()
        }));
        Reply::send(self.document(Acknowledgement { user, ..Default::default() }), Outcome::LoggedIn(session))
    }

    /// Handles `unRegister`. One with a session id ends another session of the same user, because
    /// this login has no session id yet.
    fn ending(&mut self, ending: &UnRegister<'_>) -> Reply {
        let user = &ending.user;
        if user.user_uid.is_some() || user.id.is_none() || !is_for!(self.claim, user) {
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
