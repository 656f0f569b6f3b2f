//! What a login leads to.

use super::claim::{Claim, is_for};
use crate::message::server_status_request::{self, ServerStatusRequest};
use crate::message::un_register::{self, UnRegister};
use crate::message::values::{CapVersion, UserLogoutReason};
use crate::message::{Command, Document, Identity};
use crate::schema::Value;
use crate::xml::Text;

/// A user who is logged in: until an `unRegister` in either direction.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// Who logged in.
    pub applicant: Claim<'static>,
    /// The session id, opaque. The specification means to drop it one day, so it may be absent.
    pub user_uid: Option<Text<'static>>,
    /// The version the client speaks.
    pub version: Value<'static, CapVersion>,
    /// What only an attendant console is told.
    pub console: Option<Console>,
}

/// What an attendant console is told about its work (section 6.5.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Console {
    /// How many initial `profileUpdate` and `sessionUpdate` messages will follow, one of each for
    /// every watched user.
    pub num_monitored_users: Option<i64>,
    /// Whether `callUpdate` messages of watched users will come.
    pub call_details_enabled: Option<bool>,
}

impl Session {
    /// The user as actions name it.
    #[must_use]
    pub fn identity(&self) -> Identity<'_> {
        Identity {
            id: Some(self.applicant.id.borrowed()),
            user_uid: self.user_uid.as_ref().map(Text::borrowed),
            application_id: Some(self.applicant.application_id.borrowed()),
        }
    }

    /// A sign of life: `serverStatusRequest` with the user. There is no answer to it, and no
    /// documented interval; a deployed client sends one every five minutes.
    #[must_use]
    pub fn keepalive(&self) -> Document<'_> {
        let user = server_status_request::User {
            user_type: Some(self.applicant.user_type.clone()),
            user_uid: self.user_uid.as_ref().map(Text::borrowed),
            id: Some(self.applicant.id.borrowed()),
            application_id: Some(self.applicant.application_id.borrowed()),
            ..Default::default()
        };
        self.document(ServerStatusRequest { user: Some(user), ..Default::default() })
    }

    /// Ends the session: a client gives [`UserLogoutReason::ClientLogout`], a server one of the
    /// others. There is no answer to it.
    #[must_use]
    pub fn log_out(&self, reason: UserLogoutReason) -> Document<'_> {
        let user = un_register::User {
            user_logout_reason: Some(reason.into()),
            user_type: Some(self.applicant.user_type.clone()),
            user_uid: self.user_uid.as_ref().map(Text::borrowed),
            id: Some(self.applicant.id.borrowed()),
            application_id: Some(self.applicant.application_id.borrowed()),
            ..Default::default()
        };
        self.document(UnRegister { user, ..Default::default() })
    }

    /// The reason, if this document ends this session (empty text if it gives none).
    ///
    /// The session id decides where both sides have one; which identity a server gives is not
    /// documented (E118).
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
