//! `unRegister` (section 6.7).

use core::fmt;

use super::command::Direction;
use super::format::{CAP_C, Format, may, must};
use super::relation::{About, Relation};
use super::summary::{Line, Summarize, named};
use super::values::{CommandType, UserLogoutReason, UserType};
use crate::schema::{WireValue, element};

element! {
    /// Ends a session.
    ///
    /// Specification section 6.7; CAP-C; both directions.
    pub struct UnRegister<'a> = "commandData" {
        children {
            /// The user whose session ends.
            "user" | "User" => user: required User,
        }
    }
}

element! {
    /// `commandData/user` of `unRegister`.
    pub struct User<'a> = "user" {
        attributes {
            /// Why the session ends. A client sends `ClientLogout`, the server one of the others.
            "userLogoutReason" => user_logout_reason: word UserLogoutReason,
            /// Kind of client that the message comes from or goes to.
            "userType" => user_type: word UserType,
            /// Session id of the session that ends.
            "userUid" | "userId" | "userUId" => user_uid: text,
            /// User id of the user whom the message is about, usually with a domain. Servers may leave it out beside
            /// `userUid`.
            "id" | "Id" or child => id: text,
        }
        children {
            /// Name that the client application gave itself at the login; it tells the user's clients apart.
            "applicationId" => application_id: text,
        }
    }
}

impl Summarize for UnRegister<'_> {
    fn summarize(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        line.part([named(&self.user.user_logout_reason)])
    }
}

/// Facts of an `unRegister`.
const OF_CLIENT: u16 = 1;
const OF_SERVER: u16 = 2;

static RELATIONS: &[Relation] = &[
    Relation::never(About::LogoutReason, OF_CLIENT, 0, "a server gives another reason of a logout than `ClientLogout`")
        .to(Direction::ToClient),
    Relation::never(
        About::LogoutReason,
        OF_SERVER,
        0,
        "a client gives no other reason of a logout than `ClientLogout`",
    )
    .to(Direction::ToServer),
];

/// Field table of `unRegister`.
pub(super) static FORMATS: &[Format] = &[Format::new(
    CommandType::UnRegister,
    "default",
    "6.7",
    CAP_C,
    &[must("user").container().relations(RELATIONS).with(&[
        must("@userLogoutReason").words(UserLogoutReason::WORDS).dated(UserLogoutReason::DATED).says(&[
            (OF_CLIENT, &["ClientLogout"]),
            (OF_SERVER, &["ForceLogoutR", "ForceLogoutD", "ForceLogoutU", "ForceLogoutL", "ForceLogoutC"]),
        ]),
        must("@userType").words(UserType::WORDS),
        may("@userUid"),
        may("@id").since("14.sp1"),
        must("applicationId"),
    ])],
)
.identity()];
