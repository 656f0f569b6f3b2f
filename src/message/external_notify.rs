//! `externalNotify` (section 6.14).

use core::fmt;

use super::erratum::{E053, E096};
use super::format::{BOTH, Format, may, must};
use super::summary::{Line, Summarize, named};
use super::values::{CommandType, ThirdPartyMwi, UserType};
use crate::schema::{WireValue, element};

element! {
    /// Message waiting indicators of a third-party system.
    ///
    /// Specification section 6.14; CAP-C and CCC2; client to server.
    pub struct ExternalNotify<'a> = "commandData" {
        children {
            /// The user, and the indicators to switch.
            "user" | "User" => user: required User,
        }
    }
}

element! {
    /// `commandData/user` of `externalNotify`.
    pub struct User<'a> = "user" {
        attributes {
            /// Kind of client that the message comes from or goes to.
            "userType" => user_type: word UserType,
            /// Session id that `registerResponse` gave the client; opaque, usually decimal digits. CCC2 has no login;
            /// there `id` names the user.
            "userUid" | "userId" | "userUId" => user_uid: text,
            /// User id of the user whom the message is about, usually with a domain. Servers may leave it out beside
            /// `userUid`.
            "id" | "Id" or child => id: text,
        }
        children {
            /// Name that the client application gave itself at the login (since 14.sp3). Left out in CCC2.
            "applicationId" => application_id: text,
            /// Switches the message waiting indicator of a third-party voice mail; absent leaves it as it is.
            "thirdPartyMWI" => third_party_mwi: word ThirdPartyMwi,
            /// Present to put out the message waiting indicator of the platform's own voice mail.
            "clearVMMWI" => clear_vm_mwi: flag,
        }
        ccc2 { "applicationId" last }
    }
}

impl Summarize for ExternalNotify<'_> {
    fn summarize(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        line.part([named(&self.user.third_party_mwi)])
    }
}

/// Field table of `externalNotify`.
pub(super) static FORMATS: &[Format] = &[Format::new(
    CommandType::ExternalNotify,
    "default",
    "6.14",
    BOTH,
    &[must("user").container().with(&[
        must("@userType").words(&["CallClient"]),
        may("@userUid"),
        may("@id").since("14.sp1"),
        may("thirdPartyMWI").words(ThirdPartyMwi::WORDS).erratum(&E096),
        may("clearVMMWI").nothing().erratum(&E053),
        must("applicationId").since("14.sp3").blank_in_ccc2(),
    ])],
)
.identity()];
