//! Who logs in: what the login messages have in common.

use crate::message::values::UserType;
use crate::schema::Value;
use crate::xml::Text;

/// Who asks to be logged in, as far as every login message says it.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim<'a> {
    /// Which kind of client.
    pub user_type: Value<'a, UserType>,
    /// The user; for a supervisor who watches a queue, the call center.
    pub id: Text<'a>,
    /// The client application. One user may run several, each with its own login.
    pub application_id: Text<'a>,
    /// The supervisor who logs in as a call center (since 17.0).
    pub supervisor_id: Option<Text<'a>>,
}

impl Claim<'_> {
    /// The same applicant, owning its text.
    #[must_use]
    pub fn into_owned(self) -> Claim<'static> {
        Claim {
            user_type: self.user_type.into_owned(),
            id: self.id.into_owned(),
            application_id: self.application_id.into_owned(),
            supervisor_id: self.supervisor_id.map(Text::into_owned),
        }
    }

    /// Whether a message to or from this applicant could look like that. What it does not say does
    /// not count: servers leave out much.
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

/// Whether two ids can name one user. The specification is silent; a server may complete an id
/// with its default domain and fold its case.
fn same_user(one: &Text<'_>, other: &Text<'_>) -> bool {
    let (one, other) = (one.to_cow(), other.to_cow());
    match (one.split_once('@'), other.split_once('@')) {
        (Some((name, _)), None) => name.eq_ignore_ascii_case(&other),
        (None, Some((name, _))) => name.eq_ignore_ascii_case(&one),
        _ => one.eq_ignore_ascii_case(&other),
    }
}

/// Whether the user of a message can be this applicant.
macro_rules! is_for {
    ($applicant:expr, $user:expr) => {
        $applicant.is($user.user_type.as_ref(), $user.id.as_ref(), $user.application_id.as_ref())
    };
}

/// The user of a login message, named after this applicant.
macro_rules! user {
    ($module:ident, $applicant:expr $(, $field:ident: $value:expr)*) => {
        $module::User {
            user_type: Some($applicant.user_type.clone()),
            id: Some($applicant.id.clone()),
            application_id: Some($applicant.application_id.clone()),
            supervisor_id: $applicant.supervisor_id.clone(),
            $($field: $value,)*
            ..Default::default()
        }
    };
}

/// The user of a request. What it does not say is an empty text.
macro_rules! applicant {
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

pub(super) use {applicant, is_for, user};
