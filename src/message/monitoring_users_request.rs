//! `monitoringUsersRequest` (section 6.18).

use super::format::{CAP_C, Format, may, must};
use super::values::{CommandType, MonType, UserType};
use crate::schema::{List, Value, WireValue, element};
use crate::xml::Text;

element! {
    /// Changes the list of watched users.
    ///
    /// Specification section 6.18; CAP-C; client to server.
    pub struct MonitoringUsersRequest<'a> = "commandData" {
        children {
            /// The user the message is about.
            "user" | "User" => user: User<'a>,
        }
    }
}

element! {
    /// `commandData/user` of `monitoringUsersRequest`.
    pub struct User<'a> = "user" {
        attributes {
            /// Kind of client.
            "userType" => user_type: Option<Value<'a, UserType>>,
            /// Session id handed out by `registerResponse`, opaque.
            "userUid" | "userId" | "userUId" => user_uid: Option<Text<'a>>,
            /// User id.
            "id" | "Id" or child => id: Option<Text<'a>>,
        }
        children {
            /// Application id: one of the user's client applications.
            "applicationId" => application_id: Option<Text<'a>>,
            /// Change to the list of watched users.
            "monitoring" => monitoring: Option<Monitoring<'a>>,
            /// User ids to watch.
            "monUser" => mon_users: List<Text<'a>, 4>,
        }
        ccc2 { "applicationId" last }
    }
}

element! {
    /// `commandData/user/monitoring` of `monitoringUsersRequest`.
    pub struct Monitoring<'a> = "monitoring" {
        attributes {
            /// Change to the list of watched users.
            "monType" => mon_type: Option<Value<'a, MonType>>,
        }
    }
}

/// Field table of `monitoringUsersRequest`.
pub(super) static FORMATS: &[Format] = &[Format::new(
    CommandType::MonitoringUsersRequest,
    "default",
    "6.18",
    CAP_C,
    &[must("user").container().with(&[
        must("@userType").words(&["AttendantConsole"]),
        may("@userUid"),
        may("@id"),
        must("monitoring").container().with(&[must("@monType").words(MonType::WORDS)]),
        must("monUser").many(),
        must("applicationId"),
    ])],
)
.identity()];
