//! Subjects: whom a message is about.

use super::Message;
use super::document::Document;
use super::values::UserType;
use crate::schema::Element;
use crate::xml::Text;

/// The user that a message is about, or that sends it.
///
/// All commands but `infoRequest` and `infoResponse` have one, most of them in an element of its own type. In a
/// `datagram` it is the sender. A field is `None` if the message does not have it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Subject<'a> {
    /// User id.
    pub id: Option<Text<'a>>,
    /// Session id of the user.
    pub user_uid: Option<Text<'a>>,
    /// Application id of the client.
    pub application_id: Option<Text<'a>>,
    /// User id of the watched user, if a console is told of one.
    pub monitored_user_id: Option<Text<'a>>,
    /// Session id of the watched user.
    pub monitored_user_uid: Option<Text<'a>>,
    /// Kind of client.
    pub user_type: Option<UserType>,
}

impl<'a> Subject<'a> {
    /// Reads the fields by their Rust names with `get`, from the element in which they stand.
    fn read(get: impl Fn(&str) -> Option<Text<'a>>) -> Self {
        Self {
            id: get("id"),
            user_uid: get("userUid"),
            application_id: get("applicationId"),
            monitored_user_id: get("monitoredUserId"),
            monitored_user_uid: get("monitoredUserUid"),
            user_type: get("userType").and_then(|text| text.parse().ok()),
        }
    }

    /// Returns the user whose state the message tells: the watched user if there is one, or else the user. It is a
    /// user id, or a session id if there is no user id.
    #[must_use]
    pub fn who(&self) -> Option<&str> {
        let ids = [&self.monitored_user_id, &self.monitored_user_uid, &self.id, &self.user_uid];
        ids.into_iter().find_map(Option::as_deref)
    }

    /// Returns `true` if the message has none of the fields.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl<'a> Document<'a> {
    /// Returns the element of the user that the message is about.
    pub(super) fn user(&self) -> Option<&dyn Element<'a>> {
        let data = self.command.data()?;
        data.child("user").or_else(|| data.child("from")?.child("user"))
    }
}

impl Document<'_> {
    /// Returns the user that the message is about.
    ///
    /// ```
    /// use broadworks_cap::{Document, message::{Identity, call_action::CallAction}};
    ///
    /// let document = Document::new(CallAction::redial(Identity::cap_c("alice@example.com", "demo")));
    /// assert_eq!(document.subject().who(), Some("alice@example.com"));
    /// ```
    #[must_use]
    pub fn subject(&self) -> Subject<'_> {
        self.user().map(|user| Subject::read(|name| user.leaf(name))).unwrap_or_default()
    }
}

impl<'a> Message<'_, 'a> {
    /// Returns the user that the message is about, as [`Document::subject`] does.
    #[must_use]
    pub fn subject(&self) -> Subject<'a> {
        let read = |element: &str| Subject::read(|name| self.get_in(element, name));
        let user = read("user");
        if user.is_empty() { read("from/user") } else { user }
    }
}
