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
            /// The user of the call center, and the settings of its queue.
            "user" | "User" => user: required User,
        }
    }
}

element! {
    /// `commandData/user` of `queueProfileUpdate`.
    pub struct User<'a> = "user" {
        attributes {
            /// User id of the call center.
            "id" | "Id" or child => id: text,
            /// Kind of client that the message comes from or goes to.
            "userType" => user_type: word UserType,
            /// Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login;
            /// there `id` names the user.
            "userUid" | "userId" | "userUId" => user_uid: text,
        }
        children {
            /// Present if this is the first update after a login (CAP-C). Otherwise the settings have changed.
            "initialUpdate" => initial_update: flag,
            /// Name that the client application gave itself at the login; it tells the user's clients apart.
            "applicationId" => application_id: text,
            /// State of the night service. Its schedule is not part of this protocol.
            "nightService" => night_service: word NightService,
            /// State of the holiday service. Its schedule is not part of this protocol.
            "holidayService" => holiday_service: word HolidayService,
            /// State of forced forwarding.
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
