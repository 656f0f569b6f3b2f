//! Identities: whom a document is about, and whether it belongs to a session.

use broadworks_cap::login::Session;
use broadworks_cap::message::values::UserType;
use broadworks_cap::{Command, Text};

use super::table::Table;
use super::{Id, StateLimits};

/// The ids of a user in a document.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Ids<'d> {
    pub id: Option<&'d str>,
    pub uid: Option<&'d str>,
}

impl Ids<'_> {
    pub const fn is_empty(self) -> bool {
        self.id.is_none() && self.uid.is_none()
    }
}

/// The user to whom a document is addressed, and the watched user whom it is about, if it has one.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Address<'d> {
    pub own: Ids<'d>,
    pub watched: Ids<'d>,
    pub user_type: Option<UserType>,
    pub application: Option<&'d str>,
}

impl<'d> Address<'d> {
    /// Reads the address of a document that a server sends in a session; `None` of any other.
    pub fn of(command: &'d Command<'_>) -> Option<Self> {
        fn some<'d>(text: Option<&'d Text<'_>>) -> Option<&'d str> {
            text.map(|text| &**text).filter(|text: &&str| !text.is_empty())
        }
        macro_rules! address {
            ($user:expr $(, $id:ident, $uid:ident)?) => {{
                #[allow(unused_mut, reason = "only some commands have a watched user")]
                let mut address = Self {
                    own: Ids { id: some($user.id.as_ref()), uid: some($user.user_uid.as_ref()) },
                    watched: Ids::default(),
                    user_type: $user.user_type(),
                    application: some($user.application_id.as_ref()),
                };
                $(address.watched = Ids { id: some($user.$id.as_ref()), uid: some($user.$uid.as_ref()) };)?
                address
            }};
        }
        Some(match command {
            Command::CallUpdate(it) => address!(it.user, monitored_user_id, monitored_user_uid),
            Command::SessionUpdate(it) => address!(it.user, monitored_user_id, monitored_user_uid),
            Command::ProfileUpdate(it) => address!(it.user, monitored_user_id, monitored_user_uid),
            Command::CallControlInfo(it) => address!(it.user),
            Command::QueueUpdate(it) => address!(it.user),
            Command::QueueProfileUpdate(it) => address!(it.user),
            Command::MonitoringUsersRequest(it) => address!(it.user),
            Command::MonitoringUsersResponse(it) => address!(it.user),
            Command::UnRegister(it) => address!(it.user),
            _ => return None,
        })
    }

    pub fn is_console(&self) -> bool {
        self.user_type == Some(UserType::AttendantConsole)
    }
}

/// The login that a state is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Login {
    pub id: Id,
    pub uid: Option<Box<str>>,
    user_type: Option<UserType>,
    application: Box<str>,
}

impl Login {
    pub fn of(session: &Session) -> Self {
        let claim = &session.applicant;
        Self {
            id: (*claim.id).into(),
            uid: session.user_uid.as_deref().map(Box::from),
            user_type: claim.user_type.known(),
            application: (*claim.application_id).into(),
        }
    }

    pub fn new(address: &Address<'_>, uid: Option<&str>) -> Option<Self> {
        Some(Self {
            id: address.own.id?.into(),
            uid: uid.map(Box::from),
            user_type: address.user_type,
            application: address.application.unwrap_or_default().into(),
        })
    }

    pub fn is_console(&self) -> bool {
        self.user_type == Some(UserType::AttendantConsole)
    }

    /// Returns `true` if a document may belong to this login, and not to another one over the same connection.
    ///
    /// The session ids are compared if both sides have one, and the identity otherwise. If the ids differ, an update is
    /// taken all the same if the whole identity is there and is the same; an `unRegister` is not, for it may be about the
    /// login before this one.
    pub fn owns(&self, address: &Address<'_>, is_strict: bool) -> bool {
        let same_type = address.user_type.is_none_or(|given| Some(given) == self.user_type);
        let same_id = address.own.id.map(|id| same_user(id, &self.id));
        let same_application = address.application.map(|given| *given == *self.application);
        match self.uid.as_deref().zip(address.own.uid) {
            Some((ours, theirs)) if ours == theirs => true,
            Some(_) => !is_strict && same_type && same_id == Some(true) && same_application == Some(true),
            None => same_type && same_id != Some(false) && same_application != Some(false),
        }
    }
}

/// Returns `true` if two ids may name the same user: a server may add its default domain to an id, and change its case.
fn same_user(one: &str, other: &str) -> bool {
    match (one.split_once('@'), other.split_once('@')) {
        (Some((name, _)), None) => name.eq_ignore_ascii_case(other),
        (None, Some((name, _))) => name.eq_ignore_ascii_case(one),
        _ => one.eq_ignore_ascii_case(other),
    }
}

/// User ids by session id, for messages that have the session id alone.
#[derive(Debug, Clone)]
pub(super) struct Names(Table<Id>);

impl Names {
    pub fn new(limits: &StateLimits) -> Self {
        Self(Table::new(limits.users))
    }

    /// Returns the user with these ids: the user id, if it is there or known, or else the session id.
    pub fn resolve<'d>(&mut self, ids: Ids<'d>, limits: &StateLimits) -> Option<Name<'d>> {
        let (id, uid) = (limits.id(ids.id), limits.id(ids.uid));
        match (id, uid) {
            (Some(id), Some(uid)) => {
                if self.0.get(uid).is_none_or(|known| **known != *id) {
                    self.0.insert(uid.into(), id.into());
                }
                Some(Name::Told(id))
            }
            (None, Some(uid)) => Some(self.0.get(uid).cloned().map_or(Name::Told(uid), Name::Known)),
            (id, None) => id.map(Name::Told),
        }
    }
}

/// The name of a user.
#[derive(Debug, Clone)]
pub(super) enum Name<'d> {
    Told(&'d str),
    Known(Id),
}

impl Name<'_> {
    pub fn as_str(&self) -> &str {
        match self {
            Self::Told(id) => id,
            Self::Known(id) => id,
        }
    }
}
