//! Identity of the client that logs in: the fields all login messages share.

use crate::message::values::UserType;
use crate::schema::Value;
use crate::xml::Text;

/// The identity a client claims when it logs in: the fields that every login message carries.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Claim<'a> {
    /// Kind of client.
    pub user_type: Value<'a, UserType>,
    /// The user; for a supervisor who watches a queue, the call center.
    pub id: Text<'a>,
    /// The client application. One user may run several, each with its own login.
    pub application_id: Text<'a>,
    /// The supervisor who logs in as a call center (since 17.0).
    pub supervisor_id: Option<Text<'a>>,
}

impl<'a> Claim<'a> {
    /// Creates the claim of a client that is no supervisor.
    #[must_use]
    pub fn new(
        user_type: impl Into<Value<'a, UserType>>,
        id: impl Into<Text<'a>>,
        application_id: impl Into<Text<'a>>,
    ) -> Self {
        let (user_type, id, application_id) = (user_type.into(), id.into(), application_id.into());
        Self { user_type, id, application_id, supervisor_id: None }
    }

    /// Returns the same claim with owned text.
    #[must_use]
    pub fn into_owned(self) -> Claim<'static> {
        Claim {
            user_type: self.user_type.into_owned(),
            id: self.id.into_owned(),
            application_id: self.application_id.into_owned(),
            supervisor_id: self.supervisor_id.map(Text::into_owned),
        }
    }

    /// Returns `true` if a message with these fields may belong to this claim. Absent fields match
    /// anything, because servers leave many of them out.
    pub(super) fn is(
        &self,
        user_type: Option<&Value<'_, UserType>>,
        id: Option<&Text<'_>>,
        application_id: Option<&Text<'_>>,
    ) -> bool {
        user_type.is_none_or(|given| *given == self.user_type)
            && id.is_none_or(|given| same_user(&self.id, given))
            && application_id.is_none_or(|given| given.is_empty() || *given == self.application_id)
    }
}

/// Returns `true` if two ids may name the same user. The specification does not define this: a
/// server may add its default domain to an id and change its case.
fn same_user(one: &str, other: &str) -> bool {
    match (one.split_once('@'), other.split_once('@')) {
        (Some((name, _)), None) => name.eq_ignore_ascii_case(other),
        (None, Some((name, _))) => name.eq_ignore_ascii_case(one),
        _ => one.eq_ignore_ascii_case(other),
    }
}

/// Checks whether the user of a message may be the one that this claim names.
macro_rules! is_for {
    ($claim:expr, $user:expr) => {
        $claim.is($user.user_type.as_ref(), $user.id.as_ref(), $user.application_id.as_ref())
    };
}

/// Builds the `user` element of a login message from a claim.
macro_rules! user {
    ($module:ident, $claim:expr $(, $field:ident: $value:expr)*) => {
        $module::User {
            user_type: Some($claim.user_type.clone()),
            id: Some($claim.id.clone()),
            application_id: Some($claim.application_id.clone()),
            supervisor_id: $claim.supervisor_id.clone(),
            $($field: $value,)*
            ..Default::default()
        }
    };
}

/// Builds a claim from the `user` element of a request. Absent fields become empty text.
macro_rules! claim {
    ($user:expr) => {
        Claim {
            user_type: $user.user_type.clone().unwrap_or_default(),
            id: $user.id.clone().unwrap_or_default(),
            application_id: $user.application_id.clone().unwrap_or_default(),
            supervisor_id: $user.supervisor_id.clone(),
        }
        .into_owned()
    };
}

pub(super) use {claim, is_for, user};
