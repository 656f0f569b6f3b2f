//! Users of a session: which one a message is about, and what is known of each.

use alloc::boxed::Box;

use super::console::Watch;
use super::table::Table;
use crate::message::Direction;
use crate::message::Subject;
use crate::message::values::{ConferenceState, UserType};
use crate::schema::Protocol;

/// Name of a client: the user and, in CAP-C, the kind of client and the application, because one user may have several
/// logins at a time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    id: Box<str>,
    console: bool,
    application: Box<str>,
}

impl Key {
    /// Returns the user id.
    pub fn id(&self) -> &str {
        &self.id
    }
}

/// How far the login of a user is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Stage {
    /// No login was seen: the session may have begun before the first message.
    #[default]
    Unknown,
    /// Not logged in.
    Out,
    /// `registerAuthentication` was sent.
    Asked,
    /// `responseAuthentication` was sent.
    Challenged,
    /// `registerRequest` was sent.
    Requested,
    /// `registerResponse` was sent, and not acknowledged.
    Registered,
    /// Acknowledged.
    Live,
    /// The login failed.
    Failed,
    /// `unRegister` was sent in this direction.
    Over(Direction),
}

impl Stage {
    /// Returns `true` between the first message of a login and the acknowledgement.
    pub const fn is_login(self) -> bool {
        matches!(self, Self::Asked | Self::Challenged | Self::Requested | Self::Registered)
    }
}

/// The conference of a user.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Conference {
    #[default]
    Unknown,
    Absent,
    Present {
        state: ConferenceState,
        silent: bool,
    },
}

/// What is known of a user.
#[derive(Debug, Clone, Default)]
pub(super) struct User {
    /// Number of the login in this checker. Calls and requests of an earlier login have another one.
    pub number: u32,
    pub stage: Stage,
    /// Number of the last message of the login.
    pub since: u64,
    /// `true` if an earlier login may have lasted when this one began.
    pub again: bool,
    /// Session id.
    pub uid: Option<Box<str>>,
    /// `numCalls`.
    pub num_calls: Option<i64>,
    /// Number of calls told since the login.
    pub calls: i64,
    /// Number of calls told and not released.
    pub alive: u64,
    pub has_profile: bool,
    pub is_missing_said: bool,
    pub conference: Conference,
    /// Call id and tracking id of the last first leg.
    pub first_leg: Option<(Box<str>, Box<str>)>,
    pub watch: Watch,
    /// Number of calls in the queue, if they are known.
    pub queue: Option<u64>,
}

impl User {
    /// Forgets everything but the login.
    pub fn begin(&mut self, number: u32) {
        let Self { stage, since, again, uid, watch, .. } = core::mem::take(self);
        *self = Self { number, stage, since, again, uid, watch, ..Self::default() };
    }
}

/// The users.
#[derive(Debug, Clone)]
pub(super) struct Users {
    pub all: Table<Key, User>,
    /// Keys by session id.
    uids: Table<Box<str>, Key>,
    protocol: Protocol,
    /// Number of the last login.
    last: u32,
}

/// Returns the entry of a name: the same one, or else the only one that differs by a missing domain.
///
/// The specification does not define when two ids name the same user, but servers add a default domain.
pub(super) fn alike<'t, K: Ord + Clone + 't, V: 't>(
    table: &'t Table<K, V>,
    name: &str,
    key: impl Fn(&str) -> K,
    name_of: impl Fn(&K) -> &str + Copy,
    fits: impl Fn(&K) -> bool + Copy,
) -> Option<K> {
    /// Most entries that are looked at for one that fits.
    const NEAR: usize = 8;
    let only = |prefix: &str, whole: bool| -> Option<K> {
        let from = key(prefix);
        let belongs = |key: &K| if whole { name_of(key) == prefix } else { name_of(key).starts_with(prefix) };
        let mut found = table.from(&from, belongs).take(NEAR).map(|(key, _)| key).filter(|key| fits(key));
        let first = found.next()?;
        found.next().is_none().then(|| first.clone())
    };
    only(name, true).or_else(|| match name.split_once('@') {
        Some((local, _)) => only(local, true),
        None => only(&alloc::format!("{name}@"), false),
    })
}

impl Users {
    pub fn new(protocol: Protocol, limit: usize) -> Self {
        Self { all: Table::new(limit, |_| true), uids: Table::new(limit, |_| false), protocol, last: 0 }
    }

    /// Returns a number for a new login.
    pub const fn next(&mut self) -> u32 {
        self.last = self.last.wrapping_add(1);
        self.last
    }

    /// Returns the key of the client that a message is about. `None` if it names nobody.
    pub fn key(&self, subject: &Subject<'_>, longest: usize) -> Option<Key> {
        let short = |text: &str| text.len() <= longest;
        let uid = subject.user_uid.as_deref().filter(|uid| !uid.is_empty() && short(uid));
        if let Some(key) = uid.and_then(|uid| self.uids.get(&Box::from(uid)))
            && self.all.get(key).is_some()
        {
            return Some(key.clone());
        }
        let id = subject.id.as_deref().filter(|id| !id.is_empty() && short(id)).or(uid)?.to_ascii_lowercase();
        let is_farm = self.protocol == Protocol::Ccc2;
        let console = !is_farm && subject.user_type == Some(UserType::AttendantConsole);
        let application = subject.application_id.as_deref().filter(|id| !is_farm && short(id)).unwrap_or_default();
        let exact = Key { id: id.as_str().into(), console, application: application.into() };
        if self.all.get(&exact).is_some() {
            return Some(exact);
        }
        let fits = |key: &Key| {
            let applications = [&*key.application, application];
            (key.console == console || subject.user_type.is_none())
                && (applications[0] == applications[1] || applications.contains(&""))
        };
        let key = |id: &str| Key { id: id.into(), console: false, application: Box::default() };
        Some(alike(&self.all, &id, key, |key| &key.id, fits).unwrap_or(exact))
    }

    /// Notes the session id of a client.
    pub fn name(&mut self, uid: &str, key: &Key) {
        self.uids.insert(uid.into(), key.clone());
    }
}
