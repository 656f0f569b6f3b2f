//! The login of a client, without input and output.

use broadworks_cap::login::{Failure, Login as Machine, Outcome, Password, secure_password};
use broadworks_cap::message::values::{CapVersion, UserLogoutReason, UserType};
use broadworks_cap::{Text, Value};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::arguments::word;
use crate::document::Document;
use crate::wrapped::{Dataclass, encode_error};

/// What a login says to a document.
static REPLY: Dataclass = Dataclass::new("Reply");
/// How a session ended.
static ENDING: Dataclass = Dataclass::new("Ending");

mod raised {
    pyo3::import_exception!(broadworks_cap._errors, LoginError);
}

/// Returns the digest that proves knowledge of a password: 32 hexadecimal digits.
#[pyfunction]
pub fn digest(nonce: &str, password: String) -> String {
    secure_password(nonce, &Password::new(password)).reveal().to_owned()
}

fn written<'py>(py: Python<'py>, document: &broadworks_cap::Document<'_>) -> PyResult<Bound<'py, PyBytes>> {
    Ok(PyBytes::new(py, &document.to_vec().map_err(encode_error)?))
}

/// The client side of one login.
#[pyclass(module = "broadworks_cap")]
pub struct Login(Machine);

#[pymethods]
impl Login {
    #[new]
    #[pyo3(signature = (
        id, application_id, *, password=None, password_sha1=None, user_type="CallClient", supervisor_id=None,
        version="17.0"
    ))]
    fn new(
        id: String,
        application_id: String,
        password: Option<String>,
        password_sha1: Option<&[u8]>,
        user_type: &str,
        supervisor_id: Option<String>,
        version: &str,
    ) -> PyResult<Self> {
        let user_type = word("user_type", user_type, UserType::ALL.iter().map(|one| one.as_str()))?;
        let version: Value<'static, CapVersion> = Value::from_text(Text::from(version.to_owned()));
        let mut login = Machine::new(user_type, id, application_id).version(version);
        let password = match (password, password_sha1) {
            (None, None) => None,
            (Some(plain), None) => Some(Password::new(plain)),
            (None, Some(digest)) => {
                let wrong = |_| PyValueError::new_err("password_sha1 has 20 bytes");
                Some(Password::from_sha1(digest.try_into().map_err(wrong)?))
            }
            _ => return Err(PyValueError::new_err("password and password_sha1 exclude each other")),
        };
        if let Some(password) = password {
            login = login.password(password);
        }
        if let Some(supervisor) = supervisor_id {
            login = login.supervisor(supervisor);
        }
        Ok(Self(login))
    }

    /// Starts or restarts the login, and returns its first message.
    fn start<'py>(&mut self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        written(py, &self.0.start())
    }

    /// Processes the next document from the server.
    fn receive<'py>(&mut self, py: Python<'py>, document: &Document) -> PyResult<Bound<'py, PyAny>> {
        let reply = self.0.receive(&document.message.as_message().to_document());
        let send = reply.send.map(|document| written(py, &document)).transpose()?;
        let (outcome, session, error) = match reply.outcome {
            Outcome::Waiting => ("waiting", None, None),
            Outcome::LoggedIn(session) => ("logged-in", Some(Session(session)), None),
            Outcome::Failed(failure) => ("failed", None, Some(login_error(&failure).into_value(py))),
            _ => ("ignored", None, None),
        };
        REPLY.create(py, (outcome, send, session, error))
    }

    /// Whether the login was started and is not over.
    #[getter]
    fn is_waiting(&self) -> bool {
        self.0.is_waiting()
    }

    fn __repr__(&self) -> String {
        let state = if self.is_waiting() { "waiting" } else { "idle" };
        format!("<Login {:?} {state}>", self.0.applicant().id.as_str())
    }
}

/// The exception of a login that failed.
fn login_error(failure: &Failure) -> PyErr {
    let (kind, cause) = match failure {
        Failure::Refused(cause) => ("refused", Some(cause.to_text().to_string())),
        Failure::UnsupportedAlgorithm(_) => ("unsupported-algorithm", None),
        Failure::NoNonce => ("no-nonce", None),
        Failure::LoggedOut(reason) => ("logged-out", Some(reason.to_text().to_string())),
        Failure::NotAcknowledged => ("not-acknowledged", None),
        _ => ("failed", None),
    };
    raised::LoginError::new_err((failure.to_string(), kind, cause, failure.is_permanent()))
}

/// A user who is logged in.
#[pyclass(frozen, eq, module = "broadworks_cap")]
#[derive(PartialEq)]
pub struct Session(broadworks_cap::login::Session);

#[pymethods]
impl Session {
    /// The user id.
    #[getter]
    fn id(&self) -> &str {
        &self.0.applicant.id
    }

    /// The application id.
    #[getter]
    fn application_id(&self) -> &str {
        &self.0.applicant.application_id
    }

    /// The kind of client.
    #[getter]
    fn user_type(&self) -> String {
        self.0.applicant.user_type.to_text().to_string()
    }

    /// The session id that the server gave.
    #[getter]
    fn user_uid(&self) -> Option<&str> {
        self.0.user_uid.as_deref()
    }

    /// For an attendant console, the number of watched users.
    #[getter]
    fn num_monitored_users(&self) -> Option<i64> {
        self.0.console.and_then(|console| console.num_monitored_users)
    }

    /// Returns the message to send when there was nothing to say for a while.
    fn keepalive<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        written(py, &self.0.keepalive())
    }

    /// Returns the message that ends the session.
    #[pyo3(signature = (reason="ClientLogout"))]
    fn log_out<'py>(&self, py: Python<'py>, reason: &str) -> PyResult<Bound<'py, PyBytes>> {
        let reason = word("reason", reason, UserLogoutReason::ALL.iter().map(|one| one.as_str()))?;
        written(py, &self.0.log_out(reason))
    }

    /// Returns how a document ended this session; `None` if it did not.
    fn ended_by<'py>(&self, py: Python<'py>, document: &Document) -> PyResult<Option<Bound<'py, PyAny>>> {
        let ending = self.0.ended_by(&document.message.as_message().to_document());
        ending.map(|reason| ENDING.create(py, (reason.to_text().to_string(), reason.may_reconnect()))).transpose()
    }

    fn __repr__(&self) -> String {
        format!("<Session {:?}>", self.id())
    }
}
