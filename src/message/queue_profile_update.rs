//! `queueProfileUpdate` (section 6.22).

use super::format::{BOTH, Format, may, must};
use super::values::{CommandType, ForcedForwarding, HolidayService, NightService, UserType};
use crate::schema::{Flag, Value, WireValue, element};
use crate::xml::Text;

element! {
    /// Configuration of a queue.
    ///
    /// Specification section 6.22; CAP-C and CCC2; server to client.
    pub struct QueueProfileUpdate<'a> = "commandData" {
        children {
            /// The user the message is about.
            "user" | "User" => user: User<'a>,
        }
    }
}

element! {
    /// `commandData/user` of `queueProfileUpdate`.
    pub struct User<'a> = "user" {
        attributes {
            /// User id.
            "id" | "Id" or child => id: Option<Text<'a>>,
            /// Kind of client.
            "userType" => user_type: Option<Value<'a, UserType>>,
            /// Session id handed out by `registerResponse`, opaque.
            "userUid" | "userId" | "userUId" => user_uid: Option<Text<'a>>,
        }
        children {
            /// Present in the first update after login.
            "initialUpdate" => initial_update: Option<Flag<'a>>,
            /// Application id: one of the user's client applications.
            "applicationId" => application_id: Option<Text<'a>>,
            /// Night service.
            "nightService" => night_service: Option<Value<'a, NightService>>,
            /// Holiday service.
            "holidayService" => holiday_service: Option<Value<'a, HolidayService>>,
            /// Forced forwarding.
            "forcedForwarding" => forced_forwarding: Option<Value<'a, ForcedForwarding>>,
        }
    }
}

/// Field table of `queueProfileUpdate`.
pub(super) static FORMATS: &[Format] = &[Format::new(
    CommandType::QueueProfileUpdate,
    "default",
    "6.22",
    BOTH,
    &[must("user").container().with(&[
        must("@id"),
        must("@userType").words(&["CallClient"]),
        must("@userUid"),
        may("initialUpdate").nothing(),
        must("nightService").words(NightService::WORDS),
        must("holidayService").words(HolidayService::WORDS).erratum(99),
        must("forcedForwarding").words(ForcedForwarding::WORDS).erratum(99),
        must("applicationId").optional_in_ccc2(),
    ])],
)];
