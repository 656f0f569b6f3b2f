//! `externalNotify` (section 6.14).

use core::fmt;

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
            /// The user the message is about.
            "user" | "User" => user: required User,
        }
    }
}

element! {
    /// `commandData/user` of `externalNotify`.
    pub struct User<'a> = "user" {
        attributes {
            /// Kind of client.
            "userType" => user_type: word UserType,
            /// Session id handed out by `registerResponse`, opaque.
            "userUid" | "userId" | "userUId" => user_uid: text,
            /// User id.
            "id" | "Id" or child => id: text,
        }
        children {
            /// Application id: one of the user's client applications.
            "applicationId" => application_id: text,
            /// Message waiting indicator of a third-party system.
            "thirdPartyMWI" => third_party_mwi: word ThirdPartyMwi,
            /// Present to clear the message waiting indicator.
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
        may("@id"),
        may("thirdPartyMWI").words(ThirdPartyMwi::WORDS).erratum(96),
        may("clearVMMWI").nothing().erratum(53),
        must("applicationId").blank_in_ccc2(),
    ])],
)
.identity()];
