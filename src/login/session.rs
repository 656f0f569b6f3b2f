//! Session of a user who is logged in.

use super::claim::{Claim, is_for};
use crate::message::server_status_request::ServerStatusRequest;
use crate::message::un_register::UnRegister;
use crate::message::values::{CapVersion, UserLogoutReason};
use crate::message::{Command, Document, Identity};
use crate::schema::Value;
use crate::xml::Text;

/// A session: a user who is logged in. It lasts until either side sends `unRegister`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Session {
    /// The identity that logged in.
    pub applicant: Claim<'static>,
    /// The session id, opaque. It may be absent, because the specification plans to remove it.
    pub user_uid: Option<Text<'static>>,
    /// The protocol version of the client.
    pub version: Value<'static, CapVersion>,
    /// Data that only an attendant console gets.
    pub console: Option<Console>,
}

/// Data that an attendant console gets when it logs in (section 6.5.2).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Console {
    /// Number of watched users. One initial `profileUpdate` and one initial `sessionUpdate` follow
    /// for each of them.
    pub num_monitored_users: Option<i64>,
    /// `true` if the server sends `callUpdate` messages of watched users.
    pub call_details_enabled: Option<bool>,
}

impl Session {
    /// Creates a session of the newest version, for a server that runs logins without a
    /// [`Registrar`](super::Registrar). An attendant console also needs its `console`.
    #[must_use]
    pub fn new(applicant: Claim<'static>, user_uid: impl Into<Text<'static>>) -> Self {
        let version = CapVersion::V17_0.into();
        Self { applicant, user_uid: Some(user_uid.into()), version, console: None }
    }

    /// Returns the user in the form that action constructors take.
    #[must_use]
    pub fn identity(&self) -> Identity<'_> {
        Identity {
            id: Some((&self.applicant.id).into()),
            user_uid: self.user_uid.as_ref().map(Text::from),
            application_id: Some((&self.applicant.application_id).into()),
        }
    }

    /// Builds a keepalive: `serverStatusRequest` with the user. The server does not reply to it.
    /// The specification defines no interval; a deployed client sends one every five minutes.
    #[must_use]
    pub fn keepalive(&self) -> Document<'_> {
        self.document(ServerStatusRequest::new(self.identity(), self.applicant.user_type.clone()))
    }

    /// Builds the `unRegister` that ends the session. A client gives
    /// [`UserLogoutReason::ClientLogout`], a server one of the others. The peer does not reply to
    /// it.
    #[must_use]
    pub fn log_out(&self, reason: UserLogoutReason) -> Document<'_> {
        self.document(UnRegister::new(self.identity(), self.applicant.user_type.clone(), reason))
    }

    /// Returns the reason if this document ends this session (empty text if it gives none). Its `may_reconnect` says
    /// whether to log in again.
    ///
    /// If both sides have a session id, the ids are compared; otherwise the identity is. The
    /// specification does not say which of them a server sends (E118).
    #[must_use]
    pub fn ended_by(&self, document: &Document<'_>) -> Option<Value<'static, UserLogoutReason>> {
        let Command::UnRegister(ending) = &document.command else { return None };
        let user = &ending.user;
        let ours = match (&self.user_uid, &user.user_uid) {
            (Some(ours), Some(theirs)) => ours == theirs,
            _ => is_for!(self.applicant, user),
        };
        ours.then(|| user.user_logout_reason.clone().unwrap_or_default().into_owned())
    }

    fn document<'s>(&'s self, command: impl Into<Command<'s>>) -> Document<'s> {
        let mut document = Document::new(command);
        document.version = Some(self.version.clone());
        document
    }
}
