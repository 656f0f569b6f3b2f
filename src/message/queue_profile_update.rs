//! `queueProfileUpdate` (section 6.22).

use core::fmt;

use super::format::{BOTH, Format, may, must};
use super::summary::{Line, Summarize};
use super::values::{CommandType, ForcedForwarding, HolidayService, NightService, UserType};
use crate::schema::{WireValue, element};

element! {
    /// Configuration of a queue.
    ///
    /// Specification section 6.22; CAP-C and CCC2; server to client.
    pub struct QueueProfileUpdate<'a> = "commandData" {
        children {
            /// The user the message is about.
            "user" | "User" => user: required User,
        }
    }
}

element! {
    /// `commandData/user` of `queueProfileUpdate`.
    pub struct User<'a> = "user" {
        attributes {
            /// User id.
            "id" | "Id" or child => id: text,
            /// Kind of client.
            "userType" => user_type: word UserType,
            /// Session id handed out by `registerResponse`, opaque.
            "userUid" | "userId" | "userUId" => user_uid: text,
        }
        children {
            /// Present in the first update after login.
            "initialUpdate" => initial_update: flag,
            /// Application id: one of the user's client applications.
            "applicationId" => application_id: text,
            /// Night service.
            "nightService" => night_service: word NightService,
            /// Holiday service.
            "holidayService" => holiday_service: word HolidayService,
            /// Forced forwarding.
            "forcedForwarding" => forced_forwarding: word ForcedForwarding,
        }
    }
}

impl Summarize for QueueProfileUpdate<'_> {
    fn summarize(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        line.named("night service", self.user.night_service.as_ref())?;
        line.named("holiday service", self.user.holiday_service.as_ref())?;
        line.named("forwarding", self.user.forced_forwarding.as_ref())
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
